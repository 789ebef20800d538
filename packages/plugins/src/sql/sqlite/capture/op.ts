import type { Value } from '@backout/core/plugin'
import type { Stored } from '../connection/connection.ts'

/**
 * One thing that a unit did, with what takes it back. The ops of a unit are in the order in which they happened, and are
 * taken back in reverse. Plain data: kept with the run, read by later versions.
 */
export type UndoOp =
  | RowsOp
  | {
      readonly op: 'created'
      readonly objects: readonly SchemaRow[]
      /** The virtual table that made them while it was written, to keep data in them. */
      readonly owner?: string
    }
  | { readonly op: 'dropped'; readonly objects: readonly SchemaRow[] }
  | {
      readonly op: 'altered'
      readonly before: readonly SchemaRow[]
      readonly after: readonly SchemaRow[]
      readonly reshape: Reshape | null
      /** The names of the table that was altered, before and after: others only have its name or a column's in their text. Absent in undos of before. */
      readonly names?: readonly string[]
      /** Indexes and triggers on the table that it left as they were; absent in undos of before. */
      readonly standing?: readonly SchemaRow[]
      /** What had the largest rowid of the catalog; undos of before have that alone, or nothing. */
      readonly newest?: Pick<SchemaRow, 'rowid' | 'type' | 'name'>
      readonly last?: bigint
      /** Whether all rows held to the constraints of its text and stay as they are, so that they have to once it comes back; absent in undos of before. */
      readonly held?: boolean
    }
  | ColumnOp
  | { readonly op: 'content'; readonly table: string; readonly digest: string }
  | { readonly op: 'sequence'; readonly entries: readonly SequenceEntry[] }
  | { readonly op: 'pragma'; readonly name: string; readonly before: bigint; readonly after: bigint }

/**
 * Rows that a unit changed. `packed` holds `count` rows, one behind the other: a byte (1: it was there before, 2: it is there after),
 * then its cells as they were (key, columns), or its key alone where it was not there, and, where it is there after, the hash of its
 * cells as the unit left them.
 */
export interface RowsOp {
  readonly op: 'rows'
  readonly table: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly count: number
  /** Whether it goes on with the rows of the op before it, so that both are taken back together. */
  readonly goesOn: boolean
  readonly packed: Uint8Array
  /** The virtual table that keeps its data in this one. */
  readonly owner?: string
  /** Of such data, and of a table without a key, where rows of it may still be there: the digest of the whole table as the unit left it. In an op that does not go on. */
  readonly whole?: string
}

/** Values of a dropped column: `packed` holds for each row its key and the value. They come right before their `altered`. */
export interface ColumnOp {
  readonly op: 'column'
  readonly key: readonly string[]
  readonly column: string
  readonly count: number
  readonly packed: Uint8Array
}

/** A row of `sqlite_schema`; `root` says what kind of b-tree it has, for what was dropped. */
export interface SchemaRow {
  readonly rowid: bigint
  readonly type: string
  readonly name: string
  readonly table: string
  /** Escaped where it is not valid. */
  readonly sql: string | null
  readonly root: 'table' | 'index' | 'none'
}

/** How an ALTER TABLE changed what a row consists of. */
export interface Reshape {
  /** The table's name after it. */
  readonly table: string
  readonly before: { readonly key: readonly string[]; readonly columns: readonly string[] }
  readonly after: { readonly key: readonly string[]; readonly columns: readonly string[] }
  /** For an added column: what the rows that were there got (one packed cell), or the next row would get. */
  readonly filled: { readonly column: string; readonly cell: Uint8Array } | null
  /** For a dropped column: the digest of the rows that were left. */
  readonly digest: string | null
}

/** A row of `sqlite_sequence`, before and after. */
export interface SequenceEntry {
  readonly rowid: bigint
  readonly before: Counter | null
  readonly after: Counter | null
}

/** What AUTOINCREMENT counts for a table. */
export interface Counter {
  readonly name: Stored
  readonly seq: Stored
}

/** What one blob of undo data holds. */
export interface UndoChunk {
  readonly format: 1
  readonly ops: readonly UndoOp[]
}

/** Bytes of packed rows after which a new chunk begins. */
export const chunkSize = 1024 * 1024

/** Puts ops together into chunks of about {@link chunkSize}. */
export function* chunksOf(ops: Iterable<UndoOp>): Generator<Value> {
  let chunk: UndoOp[] = []
  let size = 0
  const end = (): Value => {
    const ended = { format: 1, ops: chunk } satisfies UndoChunk as unknown as Value
    chunk = []
    size = 0
    return ended
  }
  for (const op of ops) {
    chunk.push(op)
    size += 'packed' in op ? op.packed.length : 256
    if (size >= chunkSize) yield end()
  }
  if (chunk.length > 0) yield end()
}
