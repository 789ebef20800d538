import { type BoundPlan, type BoundStep, boundSteps, isList, type Json, type Patience, PlanError, type Value } from '../../model/index.ts'
import { type Evaluator, type ExpressionScope, expressionsIn, loadEvaluator, namesIn, type SchemaLike } from '../../expression/index.ts'
import { type Plugin, stepTypeOf } from '../../plugin.ts'

/** Evaluates the expressions of a plan against what is known so far. Loads the expression library only where there is one. */
export interface Binder {
  /** Expands every `${{ }}` of a template. Errors: `missing` for outputs that are not there, `failed` for an expression that fails. */
  expand(template: Json, step?: BoundStep, outputs?: Value): Promise<Value>
  /** Expands all but the strings that need the outputs of step `owner`, which are not known yet: those stay as they are. */
  expandBefore(template: Json, step: BoundStep, owner: string): Promise<Value>
  /** What {@link expandBefore} gave, with the rest expanded now. `outputs` gives those of the owner, and is asked only where something needs them. */
  expandAfter(template: Json, before: Value, step: BoundStep, owner: string, outputs: () => Promise<Value | undefined>): Promise<Value>
  test(
    expression: string,
    step: BoundStep,
    outputs?: Value,
  ): Promise<{ readonly holds: boolean; readonly operands: Readonly<Record<string, string>> }>
}

/** What expressions can see beside a step's own outputs. */
export interface Known {
  readonly bound: BoundPlan
  readonly run: string
  readonly startedAt: string
  readonly outputs: ReadonlyMap<string, Value>
  /** Ids of steps that gave more than expressions can read. To these they are not as steps that gave nothing. */
  readonly tooLarge?: ReadonlySet<string>
  readonly secrets: (name: string) => string | undefined
  /** Tells, by their output schemas, which numbers are integers. */
  readonly plugins: readonly Plugin[]
  readonly mask: (text: string) => string
  /** How long all expressions may still take in all, where nobody may have read the plan yet. */
  readonly patience?: Patience
}

/** A binder that reads `known` at each evaluation: outputs may be added meanwhile. */
export function makeBinder(known: Known): Binder {
  let loading: Promise<Evaluator> | undefined
  const evaluator = (): Promise<Evaluator> => (loading ??= loadEvaluator())
  const schemas = outputSchemas(known)
  const scope = (step?: BoundStep, outputs?: Value): ExpressionScope => scopeFor(known, schemas, step, outputs)
  return {
    async expand(template, step, outputs) {
      const found = expressionsIn(template)
      if (found.length === 0 && !mayEscape(template)) return template
      for (const { expression } of found) demandLegible(known, expression)
      return (await evaluator()).expand(template, scope(step, outputs))
    },
    expandBefore(template, step, owner) {
      return mapStrings(template, template, async (text) => (needsOutputs(text, owner) ? text : this.expand(text, step)))
    },
    expandAfter(template, before, step, owner, outputs) {
      return mapStrings(template, before, async (text, known) =>
        needsOutputs(text, owner) ? this.expand(text, step, await outputs()) : known,
      )
    },
    async test(expression, step, outputs) {
      demandLegible(known, expression)
      return (await evaluator()).test(expression, scope(step, outputs))
    },
  }
}

/** The output schema of each step, by id, read from the plugins once. */
function outputSchemas({ bound, plugins }: Known): ReadonlyMap<string, SchemaLike> {
  const schemas = new Map<string, SchemaLike>()
  for (const { id, uses } of boundSteps(bound)) {
    const schema = stepTypeOf(plugins, uses)?.output
    if (schema) schemas.set(id, schema)
  }
  return schemas
}

function scopeFor(known: Known, schemas: ReadonlyMap<string, SchemaLike>, step?: BoundStep, outputs?: Value): ExpressionScope {
  // A step of a rollback reads the outputs of the step that it undoes.
  const own = step && schemas.get(step.undoes ?? step.id)
  return {
    mask: known.mask,
    patience: known.patience,
    schemas: { inputs: known.bound.inputSchemas, steps: schemas, outputs: own },
    inputs: known.bound.inputs,
    environment: known.bound.environment,
    secrets: known.secrets,
    steps: known.outputs,
    run: { id: known.run, startedAt: known.startedAt },
    outputs,
    each: step?.each === undefined ? undefined : { value: step.each },
  }
}

/** Errors: `missing`, also where the expression only asks whether there is an output. */
function demandLegible({ tooLarge }: Known, expression: string): void {
  if (!tooLarge?.size) return
  const id = namesIn(expression).steps.find((step) => tooLarge.has(step))
  if (id === undefined) return
  throw new PlanError('missing', `Cannot evaluate "${expression.trim()}": step "${id}" gave more than 1 MiB, which no expression reads`, {
    hint: 'Let the step give less, or write what is needed of it to a file',
  })
}

/** `$${{` is an escape that only the evaluator resolves. */
function mayEscape(template: Json): boolean {
  return JSON.stringify(template).includes('$${{')
}

function needsOutputs(text: string, owner: string): boolean {
  return expressionsIn(text).some(({ expression }) => {
    const names = namesIn(expression)
    return names.outputs || names.steps.includes(owner)
  })
}

/** Walks a template beside a value of the same shape, and changes the strings of the template. */
async function mapStrings(template: Json, beside: Value, change: (text: string, beside: Value) => Promise<Value>): Promise<Value> {
  if (typeof template === 'string') return change(template, beside)
  if (template === null || typeof template !== 'object') return template
  const at = (key: string | number): Value => (beside as { readonly [key: string]: Value })[key] ?? null
  if (isList(template)) return Promise.all(template.map((item: Json, index) => mapStrings(item, at(index), change)))
  const entries = Object.entries(template).map(async ([key, item]) => [key, await mapStrings(item, at(key), change)] as const)
  return Object.fromEntries(await Promise.all(entries))
}
