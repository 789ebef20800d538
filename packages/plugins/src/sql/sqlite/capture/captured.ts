import { type Connection, rowsOf } from '../connection/connection.ts'
import type { Cell } from '../content/cell.ts'
import type { Shape, shapeOf } from '../content/shape.ts'
import type { UndoOp } from './op.ts'
import { keepSequences, type Sequences } from './sequences.ts'
import type { Watch } from './watch.ts'

/** What one unit did so far. */
export interface Captured {
  readonly connection: Connection
  /** Whether the plan asks for a copy aside of what cannot be watched. */
  readonly snapshot: boolean
  /** Tables that were copied aside for that: virtual ones, and those without a key. */
  readonly copied: Set<string>
  /** Tables and views that were written, or whose definitions were changed. */
  readonly wrote: Set<string>
  /** In the order in which it happened: known at once, or computed when the undo is read. */
  readonly ops: (UndoOp | (() => Iterable<UndoOp>))[]
  /** By table, lower case. */
  readonly watches: Map<string, Watch>
  /**
   * Tables that this unit created, lower case: taking back their creation takes back their rows, which are not captured one by one.
   * True where rows were put into one.
   */
  readonly created: Map<string, boolean>
  readonly sequences: Sequences
  /** Shapes of tables by name, until a statement may change a definition. */
  readonly shapes: Map<string, ReturnType<typeof shapeOf>>
  /** The inserts that were captured last. */
  inserts: Inserts | undefined
  /** Whether the unit made triggers of its own in the TEMP schema: they may end a row's turn before ours have seen it. */
  makesTriggers: boolean
  /** Whether the unit wrote to virtual tables, or made one. */
  writesVirtual: boolean
  /** For names in the connection's TEMP schema. */
  count: number
}

/** Rows that are inserted into one table. */
export interface Inserts {
  readonly shape: Shape
  /** The row of a rowid, exactly. */
  find(key: readonly Cell[]): readonly Cell[] | undefined
  keep(row: readonly Cell[] | undefined): void
  /** What takes all of them back; to be asked for once. */
  readonly ops: () => Iterable<UndoOp>
}

/** Nothing so far. */
export function nothingCaptured(connection: Connection, snapshot: boolean): Captured {
  return {
    connection,
    snapshot,
    copied: new Set(),
    wrote: new Set(),
    ops: [],
    watches: new Map(),
    created: new Map(),
    sequences: keepSequences(connection),
    shapes: new Map(),
    inserts: undefined,
    makesTriggers: false,
    writesVirtual: false,
    count: 0,
  }
}

/** Those of some names that are triggers, with their text. */
export function triggersAmong(connection: Connection, names: ReadonlySet<string>): readonly string[] {
  if (names.size === 0) return []
  const rows = rowsOf<[string, string]>(connection, `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
  return rows.filter(([name]) => names.has(name)).map(([, sql]) => sql)
}
