import type { Awaitable, Json, Touch, Value } from '../model/index.ts'
import type { ResourceDriver } from './driver.ts'
import type { JsonSchema } from './schema.ts'

/** A package of step types and resource drivers: a plain value, the default export of a plugin's module. */
export interface Plugin {
  readonly name: string
  readonly version: string
  readonly steps: readonly AnyStepType[]
  readonly drivers: readonly AnyResourceDriver[]
}

/** A step type of any input: the one place where they all meet. */
export type AnyStepType = StepType<any, any, any, any>
/** A driver of any session: the one place where they all meet. */
export type AnyResourceDriver = ResourceDriver<any>

/** What is so for one input of a step type. `'unknown'` is asked again once the input is bound, before the first unit. */
export interface Traits {
  readonly effect: 'none' | 'write' | 'unknown'
  readonly guarantee: 'exactly-once' | 'idempotent' | 'at-least-once' | 'unknown'
  readonly touches: readonly Touch[] | 'unknown'
  /** Where `touches` is unknown: what is touched for certain, be it not all. It is held against scope, and against other plans, all the same. */
  readonly known?: readonly Touch[]
  /** `snapshot`, only where the plan asks for one: a copy of what may change, as far as the undo cannot be derived. */
  readonly undo: { readonly kind: 'derived' | 'snapshot' | 'unknown' } | { readonly kind: 'none'; readonly reason: string }
  /** Doubts about this input that a reviewer should read. */
  readonly notes?: readonly string[]
}

/**
 * A kind of step: name, schemas, behaviour. One readonly value in one file. An absent member means "cannot".
 *
 * The engine calls `describe`, then iterates `changes`; for each change `capture`, then `apply`; at the end `judge` and `finish`.
 * Preview iterates the same `changes` and applies them to overlays. Rollback calls `revert` newest first.
 *
 * In `input`, `"x-backout"` marks a property for the engine: `{"file": true}` a path relative to the plan whose content is frozen with the run
 * (read it with {@link ReadContext.file}); `{"connection": "databases"}` the name of a connection of that family; `{"noExpressions": true}` refuses
 * `${{ }}`, and `{"noSecrets": true}` secrets in it, also those that an output carries. `{"touch": {"resource": "files", "access": "write"}}` marks parts that are touched
 * (`databases` or `services` stand for the marked connection; `"default": "scope"` says that it is the scope where it is left out), and on the
 * whole input `{"effect": "none"}` and `{"guarantee": …}` say what is always so: all that is known of a plugin while its code is not loaded. `{"onlyAsks": true}`
 * there says that the step type judges nothing that it finds.
 */
export interface StepType<Input, Output extends Value = Value, Unit extends Value = Value, Undo extends Value = Value> {
  readonly uses: `${string}/${string}`
  /** One line, for lists and help. */
  readonly summary: string
  /** The one source of the input: types are inferred, `schemas/` is generated. Every property has a description and examples. */
  readonly input: JsonSchema
  readonly output: JsonSchema
  /** `many`: a step of this type may take long, unit by unit, so that it has no timeout unless the plan gives one. Default: `one`. */
  readonly units?: 'one' | 'many'
  /** Versions of Unit and Undo that it can still revert; the first one is written. Units of other versions are refused, not handed to it. */
  readonly formats: readonly number[]
  /** Pure for an unbound input at validate (no context); with a context it may look. Throws `invalid` for an input that no schema can refuse. */
  describe(input: Input, context?: DescribeContext): Awaitable<Traits>
  /** Lanes that may be worked on in parallel. Without it: one. */
  partitions?(input: Input, context: ReadContext): Promise<readonly Value[]>
  /** Computes, read-only, what is to be done, in order. On resume `from.checkpoint` is that of the last applied change of the partition. */
  changes(
    input: Input,
    context: ReadContext,
    from: { readonly partition?: Value; readonly checkpoint?: Value },
  ): AsyncIterable<Change<Unit>>
  /** Saves what `revert` will need. Stored durably before `apply` (before its COMMIT, where the change names a transaction). */
  capture?(unit: Unit, context: WriteContext): AsyncIterable<Undo>
  /**
   * Does it. Must refuse (`conflict`) where the resource is no longer as `changes` saw it. Thrown, `conflict`, `refused`, `invalid`,
   * `missing` and `busy` promise that nothing was done. `unknown`: it can't be told. After anything else, outside a transaction, the unit may be
   * half done: `probe` is asked, or `revert` is called with what was captured. A unit that is repeated (idempotent, after a crash) must accept what it did before.
   */
  apply(unit: Unit, context: WriteContext): Promise<Applied<Undo>>
  /** After a crash, without a ledger: whether a unit that was captured happened. Where it did, and it can be told, what `apply` gave. */
  probe?(unit: Unit, context: ReadContext): Promise<'applied' | 'absent' | 'partial' | Applied>
  /**
   * Undoes one unit, given all its captured chunks in order. A large one is read each time that it is looked at, and not kept: there may be more of them than memory.
   * Idempotent: called again after a crash in the middle.
   */
  revert?(undo: readonly Undo[], after: Value, context: WriteContext): Promise<'reverted' | { readonly conflict: string }>
  /** `plan finalize`: drops what was set aside for the undo. */
  discard?(undo: readonly Undo[], context: WriteContext): Promise<void>
  /** The step's output from its units' results, in order: none where there was nothing to do, and null where nobody knows what a unit that happened gave. */
  finish(results: AsyncIterable<Value>, input: Input): Awaitable<Output>
  /**
   * Throws where the units happened, and what they gave is not what the input asks for (an exit code, a body). The step has failed then, and what it gave is there for
   * its written rollback all the same. Without it, whatever `finish` gives will do.
   */
  judge?(results: AsyncIterable<Value>, input: Input): Awaitable<void>
}

/** What one unit would do, as a reviewer reads it. */
export interface Change<Unit extends Value = Value> {
  /** All that `apply` needs; stored sealed in the journal, so that it survives a crash. */
  readonly unit: Unit
  /** One line: `src/a.ts: 3 replacements`. */
  readonly title: string
  readonly touches: readonly Touch[]
  /** The resource in whose transaction the unit is applied, with the ledger's row: exactly once. */
  readonly transaction?: string
  /** Where to go on after this change. A change without one is the last of its partition. */
  readonly checkpoint?: Value
  /** For progress: how many units there will be in all, where that is known. */
  readonly total?: number
  /** For progress, where it is not known: how far this one gets through all there is to look at, from 0 to 1. */
  readonly reached?: number
  /** Computed only when someone looks. */
  details?(): Awaitable<readonly ChangeDetail[]>
}

/** One readable part of a change. */
export type ChangeDetail =
  | {
      readonly kind: 'file'
      readonly path: string
      readonly before: string | null
      readonly after: string | null
      readonly binary?: boolean
      readonly movedFrom?: string
    }
  | {
      readonly kind: 'statement'
      readonly resource: string
      readonly sql: string
      readonly params?: readonly Value[]
      readonly rows?: number
      readonly note?: string
    }
  | {
      readonly kind: 'request'
      readonly method: string
      readonly url: string
      readonly headers?: { readonly [name: string]: string }
      readonly body?: string
    }
  | {
      readonly kind: 'command'
      readonly argv: readonly string[]
      readonly cwd: string
      /** What its environment has beside the usual. */
      readonly env?: { readonly [name: string]: string }
    }
  | { readonly kind: 'note'; readonly text: string }

/**
 * `result` is for `finish`; `after` is what `revert` compares the resource with (`null` where `apply` did not return).
 * `undo`, only from a unit that is applied in a transaction: what was captured while applying; it is stored durably before the
 * COMMIT, behind what `capture` gave. The engine commits only after intent, undo, result and after-state are on disk.
 * `touches`, of such a unit too: what it wrote, as far as only the resource could tell (through triggers, or names in the definition of something else). It goes on record, so that
 * the rollback of another run does not take it for a change of nobody's.
 */
export interface Applied<Undo extends Value = Value> {
  readonly result: Value
  readonly after?: Value
  readonly undo?: Iterable<Undo> | AsyncIterable<Undo>
  readonly touches?: readonly Touch[]
}

/** What `describe` may look at once the input is bound. */
export interface DescribeContext {
  readonly environment: string
  /** The plan's scope of a resource: its parts as written. */
  scope(resource: string): readonly string[]
  /** Driver and configuration of a connection, without secrets; undefined where the environment does not have it. */
  connection(resource: string): { readonly driver: string; readonly config: { readonly [key: string]: Json } } | undefined
  /** The frozen bytes of a file that the plan references. Errors: `missing`. */
  file(path: string): Uint8Array
  /** Whether the plan asked for `undo: snapshot`. */
  readonly snapshot: boolean
  /** False where nobody will ask for this step's undo: the plan brings a `rollback`, or says that there is none, or this is a step of a rollback. */
  readonly wantsUndo?: boolean
  /** False for an invariant, which is sampled while steps run: a touch with `alone` does not hold there, and nothing can be waited for. */
  readonly alone?: boolean
}

/** What a step may see and do without writing. */
export interface ReadContext extends DescribeContext {
  readonly run: string
  readonly step: string
  readonly signal: AbortSignal
  /** Files of the working tree in which connections of the plan keep their data: they change without being anyone's change of the tree. */
  readonly apart?: readonly string[]
  /** A preview must leave no trace and send nothing that writes. */
  readonly mode: 'preview' | 'run'
  /** When the step was first started, from the journal: the same after a resume. */
  readonly startedAt: Date
  now(): Date
  /** The session of a resource, limited to the plan's scope and to this context's access. Errors: `missing`, `out-of-scope`, `failed`. */
  session<Session>(resource: string): Promise<Session>
  /** Ends this attempt: the run waits, holding no machine if it is long, and asks again after `until`. Errors: `timeout` where that is beyond the step's own. */
  wait(until: Date): never
  /** For progress: a line about what is going on. */
  note(text: string): void
}

/** What a step may do to apply or revert one unit. */
export interface WriteContext extends ReadContext {
  /** The unit's key, unchanged by retry and resume: `<run>/<step>/<unit>`. */
  readonly key: string
  readonly direction: 'apply' | 'revert'
}
