export function customer(db, id) {
  return db.prepare(`select id, full_name from customers where id = ?`).get(id)
}

export function everyone(db) {
  return db.prepare(`select id, full_name from customers order by id`).all()
}
