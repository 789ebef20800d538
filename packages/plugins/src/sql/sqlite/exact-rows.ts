import type { StatementSync } from 'node:sqlite'
import { cellStatement } from './cell-statement.ts'
import { type Connection, rowOf, type Stored } from './connection.ts'
import { bound, type Cell, placeFor, RawText } from './cell.ts'

/**
 * Reads rows so that every cell is exactly what is stored. `node:sqlite` gives a text that is not valid with replacement characters
 * in it; where one shows up, that row is read again, as bytes.
 */
export interface ExactRows {
  readonly columns: readonly string[]
  /** `FROM …` and what follows. */
  readonly from: string
  /** Adds to `from` what finds the very row again, from its first cell; without it every row is read as bytes. */
  readonly again?: string
}

/** Yields the rows in the order of the query, each with one cell for each column. */
export function* exactRows(connection: Connection, { columns, from, again }: ExactRows): Generator<readonly Cell[]> {
  if (again === undefined) {
    for (const row of scan(connection, exactly(columns, from))) yield decode(connection, row)
    return
  }
  for (const row of scan(connection, `SELECT ${columns.join(', ')} ${from}`)) {
    yield row.some(isDoubtful) ? reread(connection, { columns, from: again }, [row[0]!]) : row
  }
}

/** Finds rows one at a time, exactly, by cells that `from` has places for; it gives undefined where there is none. */
export function rowFinder(
  connection: Connection,
  columns: readonly string[],
  from: (places: readonly string[]) => string,
): (params: readonly Cell[]) => readonly Cell[] | undefined {
  const select = cellStatement(connection, (places) => `SELECT ${columns.join(', ')} ${from(places)}`)
  return (params) => {
    const row = select.get(params)
    return row?.some(isDoubtful) ? reread(connection, { columns, from: from(params.map(placeFor)) }, params) : row
  }
}

/** The first row of a query, exactly; undefined where there is none. */
export function exactRow(connection: Connection, columns: readonly string[], from: string): readonly Cell[] | undefined {
  return rowFinder(connection, columns, () => from)([])
}

function reread(connection: Connection, { columns, from }: ExactRows, params: readonly Cell[]): readonly Cell[] {
  const row = rowOf<readonly Stored[]>(connection, exactly(columns, from), ...params.map(bound))
  return decode(connection, row ?? [])
}

function scan(connection: Connection, sql: string): IterableIterator<readonly Stored[]> {
  // Not the cached statement: two readers of the same text must not reset each other.
  const statement: StatementSync = connection.db.prepare(sql)
  statement.setReturnArrays(true)
  return statement.iterate() as unknown as IterableIterator<readonly Stored[]>
}

function exactly(columns: readonly string[], from: string): string {
  const cells = columns.map(
    (column) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END, typeof(${column}) = 'text'`,
  )
  return `SELECT ${cells.join(', ')} ${from}`
}

function decode(connection: Connection, pairs: readonly Stored[]): readonly Cell[] {
  const cells: Cell[] = []
  for (let at = 0; at < pairs.length; at += 2) {
    const value = pairs[at]!
    cells.push(pairs[at + 1] === 1n && value instanceof Uint8Array ? textOf(value, encodingOf(connection)) : value)
  }
  return cells
}

/** A text where its bytes are one, else the bytes: the same for the same bytes, whichever way they were read. */
function textOf(bytes: Uint8Array, encoding: Encoding): string | RawText {
  const text = decoders[encoding](Buffer.from(bytes))
  return isDoubtful(text) ? new RawText(bytes) : text
}

type Encoding = 'UTF-8' | 'UTF-16le' | 'UTF-16be'

const decoders: { readonly [name in Encoding]: (bytes: Buffer) => string } = {
  'UTF-8': (bytes) => bytes.toString('utf8'),
  'UTF-16le': (bytes) => bytes.toString('utf16le'),
  'UTF-16be': (bytes) => (bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : '\ufffd'),
}

function encodingOf(connection: Connection): Encoding {
  return rowOf<[Encoding]>(connection, 'PRAGMA encoding')?.[0] ?? 'UTF-8'
}

function isDoubtful(cell: Cell): boolean {
  return typeof cell === 'string' && (cell.includes('\ufffd') || !cell.isWellFormed())
}
