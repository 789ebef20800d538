import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { PlanError } from '@backout/core/plugin'
import { type Oversight, oversee } from './actions.ts'
import type { SqliteConfig } from './config.ts'
import { failureOf } from './failure.ts'
import { commitDurably, removeJournal } from './rollback-journal.ts'
import { whileBusy } from './wait.ts'

/** An open database file. */
export interface Connection extends Disposable {
  readonly db: DatabaseSync
  /** For messages: `database "crm.db"`. */
  readonly title: string
  readonly config: SqliteConfig
  readonly oversight: Oversight
  /** A statement of Backout's own, prepared once. Rows come as arrays, integers as `bigint`. */
  own(sql: string): StatementSync
}

/** How a file is opened. */
export interface Connecting {
  /** Absolute path. */
  readonly path: string
  readonly config: SqliteConfig
  /** Makes SQLite refuse every write. */
  readonly queryOnly: boolean
  readonly signal?: AbortSignal
}

/** Opens a database file and reads its header. Errors: `failed`, `busy`. */
export async function connect({ path, config, queryOnly, signal }: Connecting): Promise<Connection> {
  const { DatabaseSync } = await import('node:sqlite')
  const title = `database "${config.file}"`
  try {
    const db = new DatabaseSync(path, {
      readBigInts: true,
      timeout: 0,
      enableForeignKeyConstraints: config.foreignKeys,
      enableDoubleQuotedStringLiterals: config.doubleQuotedStrings,
    })
    try {
      await whileBusy(config.busyTimeout, signal, () => db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get())
      if (queryOnly) db.exec('PRAGMA query_only = ON')
      else commitDurably(db)
    } catch (error) {
      db.close()
      throw error
    }
    return connectionOf(db, title, config)
  } catch (error) {
    throw failureOf(error, `Cannot open ${title}`)
  }
}

function connectionOf(db: DatabaseSync, title: string, config: SqliteConfig): Connection {
  const statements = new Map<string, StatementSync>()
  return {
    db,
    title,
    config,
    oversight: oversee(db),
    own(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = db.prepare(sql)
      statement.setReturnArrays(true)
      statements.set(sql, statement)
      return statement
    },
    [Symbol.dispose]() {
      statements.clear()
      if (!db.isOpen) return
      removeJournal(db)
      db.close()
    },
  }
}

/** The rows of one of Backout's own queries, as arrays. */
export function rowsOf<Row extends readonly unknown[]>(connection: Connection, sql: string, ...params: readonly Stored[]): readonly Row[] {
  return connection.own(sql).all(...params) as unknown as readonly Row[]
}

/** The first row, or undefined. */
export function rowOf<Row extends readonly unknown[]>(connection: Connection, sql: string, ...params: readonly Stored[]): Row | undefined {
  return connection.own(sql).get(...params) as unknown as Row | undefined
}

/** What a cell can hold, as `node:sqlite` gives and takes it. */
export type Stored = null | bigint | number | string | Uint8Array

/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Refuses what only makes sense inside a transaction. */
export function demandTransaction({ db, title }: Connection): void {
  if (!db.isTransaction) throw new PlanError('internal', `Cannot derive an undo in ${title}: no transaction is open`)
}
