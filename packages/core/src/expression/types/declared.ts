import type { SchemaLike } from '../scope.ts'
import type { Type } from './types.ts'

/** What an expression may name at its place in the plan. */
export interface Declared {
  /** The declared inputs, each a JSON Schema with its `type`. */
  readonly inputs: { readonly [name: string]: SchemaLike }
  /** Set where the declarations can't be read, so that any name may be that of an input. */
  readonly anyInput?: boolean
  /** Ids of the steps whose outputs may be read here, with the schema of these outputs. A `forEach` step stands under its id as written. */
  readonly steps: ReadonlyMap<string, SchemaLike | undefined>
  /** Ids of steps with `forEach`: their outputs stand one level deeper, `steps.backfill.a.outputs`. */
  readonly families?: ReadonlySet<string>
  /** Ids that exist, but may not be read here, because they come later or are not needed. */
  readonly otherSteps?: ReadonlySet<string>
  /** Ids of the steps that may be skipped, or still to come: reading their outputs needs a `has()`. */
  readonly skippable?: Pick<ReadonlySet<string>, 'has'>
  /** The schema of the step's own outputs, where `outputs` may be read. */
  readonly outputs?: SchemaLike
  /** The schema of `each.value`, where it may be read. */
  readonly each?: SchemaLike
  /** Whether nothing but secrets may be read: in connections. */
  readonly onlySecrets?: boolean
  /** The names of the environments that there are. */
  readonly environments?: readonly string[]
  /** What was found of other expressions of the plan. */
  readonly remembered?: Memory
  /** What the value is used as. Default: anything. */
  readonly expects?: 'condition' | 'value'
}

/** Something wrong, or doubtful, in an expression. Offsets count UTF-16 units of the expression. */
export interface ExpressionProblem {
  readonly code: 'expression-syntax' | 'expression-name' | 'expression-type' | 'expression-unguarded' | 'unknown-environment'
  readonly severity: 'error' | 'warning'
  /** One sentence without a full stop. */
  readonly message: string
  readonly start: number
  readonly end: number
  /** What was probably meant, or what to do. */
  readonly suggestion?: string
}

/** What a check gave: everything that is wrong, and the type of the value as far as it is known. */
export interface Checked {
  readonly problems: readonly ExpressionProblem[]
  readonly type: Type
}

/** Keeps what was found of expressions. */
export interface Memory {
  /** What was found of an expression at a place like this one. */
  find(expression: string, declared: Declared): Checked | undefined
  /** Keeps what was found, where it holds for other places too. */
  keep(expression: string, declared: Declared, checked: Checked): void
}
