import { type Connection, quoted, rowOf } from '../connection/connection.ts'
import { shadowsOf } from '../authorizer/shadow-tables.ts'
import { hasShape, type Shape, type Shapeless, shapeOf } from '../content/shape.ts'
import type { Captured } from './captured.ts'
import { irreversible } from './irreversible.ts'

/**
 * The tables in which a virtual table keeps its data, to be copied aside before it is written: its module writes them as it likes, a few rows or all of them.
 * Errors: `refused` where the plan does not ask for a copy.
 */
export function shadowShapes(captured: Captured, { table, reason }: Shapeless): readonly Shape[] {
  if (!captured.snapshot) throw irreversible(reason, 'Ask for a copy of its data with `undo: snapshot`')
  captured.writesVirtual = true
  captured.copied.add(table)
  const shapes = shadowsKept(captured, table).map((shadow) => shapeOf(captured.connection, shadow))
  return shapes.filter((shape) => shape !== undefined && hasShape(shape))
}

/**
 * The tables in which a virtual table keeps its data; none for any other table. Errors: `refused` where a table of TEMP has its name: SQLite, which looks for the owner of
 * each by name, may take them for any others then.
 */
export function shadowsKept({ connection }: Captured, table: string): readonly string[] {
  const twins = `SELECT 1 FROM sqlite_schema s JOIN sqlite_temp_schema t ON t.name = s.name COLLATE NOCASE AND t.type = 'table'
    WHERE s.type = 'table' AND s.rootpage = 0 AND s.name = ? COLLATE NOCASE`
  if (rowOf(connection, twins, table)) throw irreversible(`a table of TEMP has the name of "${table}", a virtual table`)
  return shadowsOf(connection, table)
}

/** Has virtual tables write what they hold back until the COMMIT: at a savepoint they do (https://www.sqlite.org/vtab.html#xsavepoint). */
export function settleVirtual({ connection, writesVirtual }: Captured): void {
  if (writesVirtual) connection.db.exec('SAVEPOINT backout_settle; RELEASE backout_settle')
}

/**
 * What FTS4 merges by itself (https://www.sqlite.org/fts3.html#automerge) it merges in the COMMIT, where nobody can see it any more.
 * Errors: `refused` for tables that do.
 */
export function demandNoLateMerge({ connection, writesVirtual }: Captured, written: Iterable<string>): void {
  if (!writesVirtual) return
  for (const table of written) {
    const statistics = shadowsOf(connection, table).find((shadow) => shadow.endsWith('_stat'))
    if (statistics === undefined || !mergesByItself(connection, statistics)) continue
    throw irreversible(
      `"${table}" merges by itself at the COMMIT`,
      `Switch that off before, with INSERT INTO ${table} (${table}) VALUES ('automerge=0')`,
    )
  }
}

function mergesByItself(connection: Connection, statistics: string): boolean {
  return rowOf(connection, `SELECT 1 FROM main.${quoted(statistics)} WHERE id = 2 AND value <> 0`) !== undefined
}
