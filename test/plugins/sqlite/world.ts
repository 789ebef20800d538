import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decodeValue, driverOf, encodeValue, type Guard, type Opening, PlanError, type Value } from '@backout/core/plugin'
import { sql as plugin } from '@backout/plugins/sql'
import type { Outcome, Params, SqlSession, UndoKind } from '../../../packages/plugins/src/sql/session.ts'
import { readScript } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'

const sqliteDriver = driverOf([plugin], 'sqlite')!

/** A database file in a folder of its own, with a session that holds its claim. */
export interface SqliteWorld extends AsyncDisposable {
  readonly root: string
  readonly path: string
  readonly session: SqlSession
  readonly epoch: number
  /** Another connection, as some other program has it. */
  other<T>(work: (db: DatabaseSync) => T): T
  /** Runs a script as one unit. */
  apply(sql: string, params?: Params, kind?: UndoKind): Promise<Applied>
  /** Runs a script as one unit of a step that brings its own rollback: no undo is derived. */
  execute(sql: string, params?: Params): Promise<readonly Outcome[]>
  /** Takes a unit back; a conflict leaves the transaction as the engine has it leave. */
  revert(applied: Applied): Promise<'reverted' | { readonly conflict: string }>
  /** Everything that the database holds, exactly, without the ledger. */
  state(): string
  open(
    access: 'read' | 'write',
    mode?: 'run' | 'preview',
    scope?: readonly string[],
    config?: Beginning['config'],
  ): Promise<SqlSession & AsyncDisposable>
}

/** A unit that was committed, as it is stored. */
export interface Applied {
  readonly key: string
  readonly undo: readonly Value[]
  readonly outcomes: readonly Outcome[]
}

/** How a world begins. */
export interface Beginning {
  /** SQL that builds the database before anything else. */
  readonly sql?: string
  readonly config?: { readonly [key: string]: string | number | boolean }
  readonly scope?: readonly string[]
}

const owner = { run: 'run-1', plan: 'world', environment: 'local', holder: 'test', lease: 30_000 }

/** Builds a world. */
export async function sqliteWorld({ sql = '', config = {}, scope = ['*'] }: Beginning = {}): Promise<SqliteWorld> {
  const root = mkdtempSync(join(tmpdir(), 'backout-sqlite-world-'))
  const path = join(root, 'app.db')
  const other = <T>(work: (db: DatabaseSync) => T): T => {
    const db = new DatabaseSync(path, { timeout: 5000, readBigInts: true })
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
  other((db) => db.exec(sql === '' ? 'PRAGMA user_version = 0' : sql))
  const open: SqliteWorld['open'] = (access, mode = 'run', entries = scope, settings = config) =>
    sqliteDriver.open({ file: 'app.db', ...settings }, openingOf(root, access, mode, entries)) as ReturnType<SqliteWorld['open']>
  const session = await open('write')
  const epoch = await sqliteDriver.claim!(session, owner)
  let units = 0
  const tries = new Map<string, number>()
  const transact = <T>(name: string, body: (inside: SqlSession) => Promise<T>): Promise<T> => {
    const key = { key: name, run: owner.run, plan: owner.plan, environment: owner.environment }
    return sqliteDriver.transact!<T>(session, key, epoch, body as never)
  }
  return {
    root,
    path,
    session,
    epoch,
    other,
    open,
    apply: (text, params = [], kind = 'derived') => {
      const key = `run-1/step/${units++}`
      return transact(key, async (inside) => {
        const script = readScript(text)
        const undo: Value[] = []
        const outcomes: Outcome[] = []
        for (const batch of script.batches) {
          const ran = await inside.executeReversibly!(batch, params, kind)
          outcomes.push(...ran.outcomes)
          for (const chunk of ran.undo) undo.push(decodeValue(JSON.parse(JSON.stringify(encodeValue(chunk)))))
        }
        return { key, undo, outcomes }
      })
    },
    execute: (text, params = []) =>
      transact(`run-1/step/${units++}`, async (inside) => {
        const script = readScript(text)
        return (await Promise.all(script.batches.map((batch) => inside.execute(batch, params)))).flat()
      }),
    async revert({ key, undo }) {
      const conflicts: string[] = []
      const count = (tries.get(key) ?? 0) + 1
      tries.set(key, count)
      const ended = transact(`${key}~revert${count === 1 ? '' : count}`, async (inside) => {
        const result = await inside.revert!(undo)
        if (result !== 'reverted') {
          conflicts.push(result.conflict)
          throw new Error(result.conflict)
        }
        return result
      })
      return ended.catch((error: unknown) => {
        if (conflicts[0] !== undefined) return { conflict: conflicts[0] }
        throw error
      })
    },
    state: () => other(stateOf),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** How a session is opened, with a guard that lets through what `*` and names cover. */
export function openingOf(root: string, access: 'read' | 'write', mode: 'run' | 'preview', entries: readonly string[]): Opening {
  const allows = (part: string): boolean => entries.some((entry) => sqliteDriver.covers(entry, part))
  const demand: Guard['demand'] = (part, wanted) => {
    if (!allows(part)) throw new PlanError('out-of-scope', `Cannot ${wanted} "${part}"`)
  }
  const demandAll: Guard['demandAll'] = (touches) => {
    for (const { part, access: wanted } of touches) demand(part, wanted)
  }
  const guard: Guard = { allows, demand, demandAll }
  return { resource: 'databases.app', root, access, mode, guard, signal: new AbortController().signal }
}

/** Every row of the catalog with its rowid, every row of every table with its rowid and the bytes of each cell, header and counters. */
export function stateOf(db: DatabaseSync): string {
  const all = (sql: string, ...params: readonly string[]): readonly unknown[][] => {
    const statement = db.prepare(sql)
    statement.setReturnArrays(true)
    return statement.all(...params) as unknown as unknown[][]
  }
  const lines: string[] = []
  const say = (...values: readonly unknown[]): void => void lines.push(values.map((value) => String(value)).join('|'))
  for (const name of ['user_version', 'application_id']) say(name, all(`PRAGMA ${name}`)[0])
  const catalog = all(
    `SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'backout\\_%' ESCAPE '\\' ORDER BY rowid`,
  )
  for (const row of catalog) say(...row)
  for (const [, type, name, , sql] of catalog as [bigint, string, string, string, string][]) {
    if (type !== 'table' || /^create virtual/i.test(sql)) continue
    const columns = all('SELECT name FROM pragma_table_xinfo(?)', name).map(([column]) => `"${String(column).replaceAll('"', '""')}"`)
    const cells = columns.map(
      (column) =>
        `typeof(${column}) || ':' || coalesce(hex(CAST(${column} AS BLOB)), '') || ':' || coalesce(CASE typeof(${column}) WHEN 'real' THEN printf('%!.20g', ${column}) END, '')`,
    )
    const table = `"${name.replaceAll('"', '""')}"`
    const [withoutRowid] = all('SELECT wr FROM pragma_table_list(?)', name)[0] ?? []
    const rowid = ['rowid', '_rowid_', 'oid'].filter((one) => !columns.some((column) => column.toLowerCase() === `"${one}"`)).slice(0, 1)
    const [selected, order] =
      withoutRowid === 1n
        ? [cells, `ORDER BY ${columns.join(', ')}`]
        : [[...rowid, ...cells], rowid.length === 0 ? 'NOT INDEXED' : `ORDER BY ${rowid[0]}`]
    for (const row of all(`SELECT ${selected.join(', ')} FROM ${table} ${order}`)) say(name, ...row)
  }
  for (const [result] of all('PRAGMA integrity_check'))
    if (!/^(?:NULL value in|CHECK constraint failed in|non-)/.test(String(result))) say('integrity', result)
  return lines.join('\n')
}

/** Compares two states, and shows only the lines that differ. */
export function assertSameState(actual: string, expected: string, message: string): void {
  if (actual === expected) return
  const [has, wants] = [actual.split('\n'), expected.split('\n')]
  const differing = [
    ...has.filter((line) => !wants.includes(line)).map((line) => `+ ${line}`),
    ...wants.filter((line) => !has.includes(line)).map((line) => `- ${line}`),
  ]
  const shown = differing.length === 0 ? ['the order of lines'] : differing.map((line) => line.slice(0, 300))
  throw new Error(`${message}\nThe state is not the same:\n${shown.slice(0, 20).join('\n')}`)
}
