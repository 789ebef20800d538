/** Migrates DATABASE to the newest of COUNT migrations with knex, over node:sqlite. */
import { DatabaseSync } from 'node:sqlite'
import knex from 'knex'
import BetterSqlite from 'knex/lib/dialects/better-sqlite3/index.js'

const [, , filename, count] = process.argv

/** node:sqlite in the words of better-sqlite3, which knex speaks and which would have to be compiled. */
class NodeSqlite extends BetterSqlite {
  _driver() {
    return class {
      constructor(path) {
        this.database = new DatabaseSync(path)
      }
      prepare(sql) {
        const statement = this.database.prepare(sql)
        const reader = statement.columns().length > 0
        return { reader, all: (values) => statement.all(...values), run: (values) => statement.run(...values) }
      }
      close() {
        this.database.close()
      }
    }
  }
}

const names = Array.from({ length: Number(count) }, (_, index) => String(index + 1).padStart(6, '0'))
const migrationSource = {
  getMigrations: async () => names,
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    up: (database) => database.raw(`create table t${name} (id integer primary key)`),
    down: (database) => database.raw(`drop table t${name}`),
  }),
}
const database = knex({ client: NodeSqlite, connection: { filename }, useNullAsDefault: true, migrations: { migrationSource } })
const [, done] = await database.migrate.latest()
if (done.length !== names.length) throw new Error(`knex applied ${done.length} of ${names.length} migrations`)
await database.destroy()
