import type { Patience, Value } from '../model/index.ts'

/** A JSON Schema, read only for which of its numbers are integers. */
export type SchemaLike = { readonly [key: string]: unknown }

/** What the names of an expression stand for. */
export interface ExpressionScope {
  readonly inputs: { readonly [name: string]: Value }
  readonly environment: string
  /** The value of a secret; undefined where it is not set. */
  secrets(name: string): string | undefined
  /** Outputs by step id (`backfill[a]` for a step of `forEach`). A step that was skipped, or has not run, is not in it. */
  readonly steps: ReadonlyMap<string, Value>
  /** In `assert`, and in a step's own rollback: the step's own outputs. */
  readonly outputs?: Value
  /** In a step of `forEach`. */
  readonly each?: { readonly value: Value }
  /** `startedAt` is ISO 8601. */
  readonly run: { readonly id: string; readonly startedAt: string }
  /** Which numbers are integers (CEL ints); all others are doubles. */
  readonly schemas?: ScopeSchemas
  /** How long all expressions may still take in all, beside the limit of each. Without it there is none. */
  readonly patience?: Patience
  /** Applied to texts that carry values (operands, errors) before they are shortened. Without it they are neither masked nor shortened. */
  mask?(text: string): string
}

/** Schemas by place: a `number` where the schema says `integer` becomes a CEL int. */
export interface ScopeSchemas {
  readonly inputs?: { readonly [name: string]: SchemaLike }
  readonly outputs?: SchemaLike
  readonly steps?: ReadonlyMap<string, SchemaLike>
}
