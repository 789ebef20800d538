import type { RowsOp } from '../capture/op.ts'
import { type Connection, quoted, rowsOf } from '../connection/connection.ts'
import { type Cell, isSameCell } from '../content/cell.ts'
import { type CellStatement, cellStatement } from '../content/cell-statement.ts'
import { cellsOf } from '../content/shape.ts'

/** Gives a row, whose cells are known now, those that it had before, where it stands; false where it has to be taken out first. */
export type SetBack = (before: readonly Cell[], now: readonly Cell[]) => boolean

/**
 * Sets rows back in a third of the time that it takes to remove them and put them back. Only where nothing that is to be unique changes: two rows that have changed places
 * stand in each other's way.
 */
export function settingBack(connection: Connection, op: RowsOp): SetBack {
  const places = cellsOf(op)
  const isFree = freeOf(connection, op)
  const statements = new Map<string, CellStatement>()
  const statementFor = (changed: readonly number[]): CellStatement | undefined => {
    const known = statements.get(String(changed))
    if (known || statements.size === most) return known
    const sql = (given: readonly string[]): string => {
      const set = changed.map((at, index) => `${places[at]} = ${given[index]}`)
      const where = op.key.map((column, at) => `${quoted(column)} = ${given[changed.length + at]}`)
      return `UPDATE OR ABORT main.${quoted(op.table)} SET ${set.join(', ')} WHERE ${where.join(' AND ')}`
    }
    const made = cellStatement(connection, sql)
    statements.set(String(changed), made)
    return made
  }
  return (before, now) => {
    const changed = [...before.keys()].filter((at) => !isSameCell(before[at]!, now[at]!))
    if (changed.length === 0) return true
    const statement = changed.every(isFree) ? statementFor(changed) : undefined
    statement?.run([...changed.map((at) => before[at]!), ...before.slice(0, op.key.length)])
    return statement !== undefined
  }
}

/** How many statements are made: rows may differ in any of their columns. */
const most = 32

/** Which cells may change without a thought for other rows: none where an index that is to be unique goes by more than columns. */
function freeOf(connection: Connection, { table, key, columns }: RowsOp): (at: number) => boolean {
  const all = [...key, ...columns]
  const unique = rowsOf<[name: string | null, partial: bigint]>(
    connection,
    `SELECT i.name, l.partial FROM pragma_index_list(?, 'main') l JOIN pragma_index_info(l.name, 'main') i WHERE l."unique"`,
    table,
  )
  if (unique.some(([name, partial]) => partial !== 0n || name === null || !all.includes(name))) return () => false
  const taken = new Set([...key, ...unique.map(([name]) => name)])
  return (at) => !taken.has(all[at]!)
}
