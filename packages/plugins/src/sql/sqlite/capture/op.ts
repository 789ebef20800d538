import type { Value } from '@backout/core/plugin'

/**
 * One thing that a unit did, with what takes it back. The ops of a unit are in the order in which they happened, and are
 * taken back in reverse. Plain data: kept with the run, read by later versions.
 */
export type UndoOp = RowsOp | CatalogOp | ColumnOp | SequenceOp | PragmaOp

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
  readonly packed: Uint8Array
}

/** What one statement did to the catalog: the rows of `sqlite_schema` that it took away or changed, and those that it made or changed them to. */
export interface CatalogOp {
  readonly op: 'catalog'
  readonly before: readonly SchemaRow[]
  readonly after: readonly SchemaRow[]
  /** Digests of the rows of tables that were created, by name: they are dropped only while they are as they were left. */
  readonly contents: { readonly [table: string]: string }
  /** How an ALTER TABLE changed the rows themselves, or null. */
  readonly reshape: Reshape | null
}

/** A column that ALTER TABLE added (with the value that rows got, packed) or dropped. Columns are those before it, without key. */
export interface Reshape {
  readonly table: string
  readonly added: string | null
  readonly filled: Uint8Array | null
  readonly dropped: string | null
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

/** Values of a dropped column: `packed` holds for each row its key and the value. They come right before their `catalog`. */
export interface ColumnOp {
  readonly op: 'column'
  readonly table: string
  readonly key: readonly string[]
  readonly column: string
  readonly count: number
  readonly packed: Uint8Array
}

/** A row of `sqlite_schema`. */
export interface SchemaRow {
  readonly rowid: bigint
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string | null
}

/** What AUTOINCREMENT counts, before and after the unit, in the order of rowids: returned only where a counter is still at its after-value. */
export interface SequenceOp {
  readonly op: 'sequence'
  readonly before: readonly Counter[]
  readonly after: readonly Counter[]
}

/** A row of `sqlite_sequence`. */
export interface Counter {
  readonly rowid: bigint
  readonly name: string
  readonly seq: Value
}

/** A number in the file's header. */
export interface PragmaOp {
  readonly op: 'pragma'
  readonly name: string
  readonly before: bigint
  readonly after: bigint
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
  for (const op of ops) {
    chunk.push(op)
    size += 'packed' in op ? op.packed.length : 256
    if (size < chunkSize) continue
    yield { format: 1, ops: chunk } satisfies UndoChunk as unknown as Value
    chunk = []
    size = 0
  }
  if (chunk.length > 0) yield { format: 1, ops: chunk } satisfies UndoChunk as unknown as Value
}

/** The ops of all chunks, in order. */
export function opsOf(chunks: readonly Value[]): readonly UndoOp[] {
  return chunks.flatMap((chunk) => (chunk as unknown as UndoChunk).ops)
}
