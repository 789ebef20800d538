import type { StatementSync } from 'node:sqlite'
import type { Connection, Stored } from '../connection/connection.ts'
import { bound, type Cell, placeFor, RawText } from './cell.ts'

/** A statement of Backout's own that is run for many rows. */
export interface CellStatement {
  run(cells: readonly Cell[]): void
  /** The first row; undefined where there is none. */
  get(cells: readonly Cell[]): readonly Stored[] | undefined
}

/** Prepares a statement with a {@link placeFor} each of its cells: once, where none of them is a text that is not valid. */
export function cellStatement(connection: Connection, sql: (places: readonly string[]) => string): CellStatement {
  let usual: StatementSync | undefined
  const prepared = (cells: readonly Cell[]): StatementSync =>
    cells.some((cell) => cell instanceof RawText)
      ? connection.own(sql(cells.map(placeFor)))
      : (usual ??= connection.own(sql(cells.map(placeFor))))
  return {
    run: (cells) => void prepared(cells).run(...cells.map(bound)),
    get: (cells) => prepared(cells).get(...cells.map(bound)) as unknown as readonly Stored[] | undefined,
  }
}
