import type { StatementSync } from 'node:sqlite'
import { cellStatement } from './cell-statement.ts'
import { type Connection, rowOf, type Stored } from '../connection/connection.ts'
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
    for (const row of scan(connection, { columns, from }, exactly)) yield decode(connection, row)
    return
  }
  const isDoubtful = doubts(connection)
  for (const row of scan(connection, { columns, from }, asTheyAre)) {
    yield row.some(isDoubtful) ? reread(connection, { columns, from: again }, [row[0]!]) : row
  }
}

/** Finds rows one at a time, exactly, by cells that `from` has places for; it gives undefined where there is none. */
export function rowFinder(
  connection: Connection,
  columns: readonly string[],
  from: (places: readonly string[]) => string,
): (params: readonly Cell[]) => readonly Cell[] | undefined {
  const isDoubtful = doubts(connection)
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
  const parts = slicesOf(columns).map((slice) => rowOf<readonly Stored[]>(connection, exactly(slice, from), ...params.map(bound)) ?? [])
  return decode(connection, parts.flat())
}

type Reading = (columns: readonly string[], from: string) => string

/** An answer of SQLite has a limited number of columns: of wide rows, several queries that give the same rows in the same order read a part each. */
function scan(connection: Connection, { columns, from }: ExactRows, sqlOf: Reading): Iterable<readonly Stored[]> {
  const [first, ...more] = slicesOf(columns).map((slice) => iterate(connection, sqlOf(slice, from)))
  return more.length === 0 ? first! : sideBySide(first!, more)
}

function* sideBySide(first: StoredRows, more: readonly StoredRows[]): Generator<readonly Stored[]> {
  try {
    for (const row of first) yield [...row, ...more.flatMap((part) => part.next().value as readonly Stored[])]
  } finally {
    for (const part of more) part.return?.()
  }
}

type StoredRows = IterableIterator<readonly Stored[]>

function iterate(connection: Connection, sql: string): StoredRows {
  // Not the cached statement: two readers of the same text must not reset each other.
  const statement: StatementSync = connection.db.prepare(sql)
  statement.setReturnArrays(true)
  return statement.iterate() as unknown as StoredRows
}

function slicesOf(columns: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(columns.length / sliceSize)
  return Array.from({ length: count }, (_, at) => columns.slice(at * sliceSize, (at + 1) * sliceSize))
}

/** Half of what SQLite allows (SQLITE_MAX_COLUMN), since an exact cell is two columns. */
const sliceSize = 1000

function asTheyAre(columns: readonly string[], from: string): string {
  return `SELECT ${columns.join(', ')} ${from}`
}

function exactly(columns: readonly string[], from: string): string {
  const cells = columns.map(
    (column) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END, typeof(${column}) = 'text'`,
  )
  return `SELECT ${cells.join(', ')} ${from}`
}

function decode(connection: Connection, pairs: readonly Stored[]): readonly Cell[] {
  const encoding = encodingOf(connection)
  const cells: Cell[] = []
  for (let at = 0; at < pairs.length; at += 2) {
    const value = pairs[at]!
    cells.push(pairs[at + 1] === 1n && value instanceof Uint8Array ? textOf(value, encoding) : value)
  }
  return cells
}

/** A text where its bytes are one, else the bytes: the same for the same bytes, whichever way they were read. */
function textOf(bytes: Uint8Array, { decode, isLossy }: Encoding): string | RawText {
  const text = decode(Buffer.from(bytes))
  return isLossy(text) ? new RawText(bytes) : text
}

/** What a database keeps its texts in. */
interface Encoding {
  decode(bytes: Buffer): string
  /** Whether the text would not come back as the bytes that it was decoded from. */
  isLossy(text: string): boolean
  /** Whether a text that `node:sqlite` gave may not be what is stored. */
  isDoubtful(text: string): boolean
}

const isReplaced = (text: string): boolean => text.includes('\ufffd') || !text.isWellFormed()

/**
 * `node:sqlite` has SQLite translate each text from and to UTF-8 (`sqlite3VdbeMemTranslate`): of half a surrogate pair and whatever follows it, it makes one character,
 * and of U+FFFE and U+FFFF it makes U+FFFD on the way back.
 */
const utf16: Pick<Encoding, 'isLossy' | 'isDoubtful'> = {
  isLossy: (text) => /[\ufffd-\uffff]/.test(text) || !text.isWellFormed(),
  isDoubtful: (text) => /[\ud800-\udfff\ufffd-\uffff]/.test(text),
}

const encodings: { readonly [name: string]: Encoding } = {
  'UTF-8': { decode: (bytes) => bytes.toString('utf8'), isLossy: isReplaced, isDoubtful: isReplaced },
  'UTF-16le': { ...utf16, decode: (bytes) => bytes.toString('utf16le') },
  'UTF-16be': { ...utf16, decode: (bytes) => (bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : '\ufffd') },
}

function encodingOf(connection: Connection): Encoding {
  return encodings[rowOf<[string]>(connection, 'PRAGMA encoding')?.[0] ?? 'UTF-8']!
}

function doubts(connection: Connection): (cell: Cell) => boolean {
  const { isDoubtful } = encodingOf(connection)
  return (cell) => typeof cell === 'string' && isDoubtful(cell)
}
