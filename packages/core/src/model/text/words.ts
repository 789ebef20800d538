/** `1 row`, `3 rows` */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`
}

/** `there is a`, `there are a, b` */
export function thereAre(names: readonly string[]): string {
  return `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`
}

/** Ids, for people: of many, the first. */
export function shortList(ids: readonly string[]): string {
  return ids.length <= 8 ? ids.join(', ') : `${ids.slice(0, 6).join(', ')} and ${ids.length - 6} more`
}
