import type { Value } from '@backout/core/plugin'
import type { Batch, Part, Statement } from './dialect.ts'

/**
 * What the step types `sql/execute` and `sql/query` ask of an open database, whatever its kind. Each SQL driver's session is one.
 * Together with `dialect.ts` (text only) it is all that the step types know of a database:
 *
 * - a step's `describe` uses the dialect alone, so that a plan is validated and shown without a connection;
 * - `changes` yields one change for each {@link Batch}, naming the resource as its `transaction` where the batch is transactional;
 * - `apply` runs the batch: where the session derives an undo and the step's context wants one (the plan does not bring its own), with {@link SqlSession.executeReversibly},
 *   and gives the undo with the result (what a statement changes is known only once it ran: triggers, cascades, defaults; the engine makes
 *   it durable before COMMIT); else, and on a preview's overlay, with {@link SqlSession.execute};
 * - `revert` calls {@link SqlSession.revert}, in a transaction of its own.
 *
 * `signal` is that of the step (its timeout, a stop): a session that can cancels the statement under way; it ends as `timeout` or `interrupted`.
 *
 * A session must refuse at the moment of each effect what its `Opening.guard` does not allow, and any write where its
 * `Opening.access` is `read`. It is used by one caller at a time inside `transact`; outside of it, calls queue up.
 */
export interface SqlSession extends AsyncDisposable {
  /** Runs one statement that only reads. Errors: `refused` where it would write, `out-of-scope`, `failed`, `busy`. */
  query(statement: Statement, params: Params, signal?: AbortSignal): Promise<Rows>
  /**
   * Runs the statements of a batch one after another: in the open transaction, where the session is that of a `transact` body,
   * else in one of its own (none, where the batch is not transactional). All or nothing, as far as the database can.
   * Errors: `failed`, naming the statement's line; `out-of-scope`; `busy`.
   */
  execute(batch: Batch, params: Params, signal?: AbortSignal): Promise<readonly Outcome[]>
  /**
   * Runs a batch inside the open transaction and gives the undo with it; in an overlay, where nobody asks for one, in a transaction of its own.
   * Without this member nothing is derived.
   * Errors: those of `execute`; `refused` before any effect, where this database shows that there is no undo of this kind (a virtual table, without a snapshot).
   */
  executeReversibly?(batch: Batch, params: Params, undo: UndoKind, signal?: AbortSignal): Promise<Reversible>
  /** Undoes what `executeReversibly` gave, all or nothing, inside the open transaction. A conflict leaves everything as it is. */
  revert?(undo: readonly Value[]): Promise<'reverted' | { readonly conflict: string }>
  /**
   * What a batch would do here, statement by statement, each seeing the ones before: measured by running it and taking it
   * back, never guessed. Only for sessions whose writes nobody else sees (overlays); undefined where this one is not.
   * `undo` says which undo the run will want, if any. Errors: `refused`, where it would be refused then.
   */
  estimate?(batch: Batch, params: Params, undo?: UndoKind, signal?: AbortSignal): Promise<readonly Estimate[] | undefined>
  /** Whether a batch that is not transactional happened, by the catalog. */
  probe?(batch: Batch): Promise<'applied' | 'absent' | 'partial'>
}

/** How what takes a batch back is to be got: from the rows that it changes, or, with `snapshot`, where that cannot be, also from a copy of what it could change. */
export type UndoKind = 'derived' | 'snapshot'

/** Values for a statement's parameters: by position or by name. */
export type Params = readonly Value[] | { readonly [name: string]: Value }

/** What a query gave. Integers are `bigint`, bytes `Uint8Array`. */
export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly [column: string]: Value }[]
}

/** What one statement did. */
export interface Outcome {
  /** Rows inserted, updated or deleted by the statement itself, not by triggers; 0 for DDL. */
  readonly rows: number
}

/** A batch that ran, and the chunks (about 1 MiB at most) that `revert` needs, in order: read while the transaction is still open, once. */
export interface Reversible {
  readonly outcomes: readonly Outcome[]
  readonly undo: Iterable<Value>
  /** Tables and views that it wrote, or whose definitions it changed. */
  readonly wrote: readonly string[]
}

/** What one statement would do. */
export interface Estimate {
  /** Rows it would insert, update or delete; undefined for DDL. */
  readonly rows?: number
  /** Tables it would reach, also through views, triggers and foreign keys. */
  readonly touches: readonly Part[]
  /** What a reviewer should know: `drops 412 rows`. */
  readonly note?: string
  /** Why it would fail, where it would. Later statements are not estimated then. */
  readonly failure?: string
}
