import { describeContext } from '@backout/core/execute'
import { expressionsIn, loadEvaluator } from '@backout/core/expression'
import type { BoundPlan, BoundStep, Value } from '@backout/core/model'
import { type Plugin, stepTypeOf, type Traits } from '@backout/core/plugin'

const unknown: Traits = { effect: 'unknown', guarantee: 'unknown', touches: 'unknown', undo: { kind: 'unknown' } }

/** What can be said of a step before anything runs: with the environment and the inputs put in, but no outputs of other steps. */
export async function traitsOf(
  step: BoundStep,
  bound: BoundPlan,
  files: ReadonlyMap<string, Uint8Array>,
  plugins: readonly Plugin[],
): Promise<Traits> {
  const type = stepTypeOf(plugins, step.uses)
  if (!type) return unknown
  try {
    const input = await boundInput(step, bound)
    return await (input === undefined ? type.describe(step.with) : type.describe(input, describeContext(bound, files, step)))
  } catch (thrown) {
    return { ...unknown, notes: [thrown instanceof Error ? thrown.message : String(thrown)] }
  }
}

/** The input with its expressions expanded; a secret stays its name. Undefined where it needs outputs of other steps. */
async function boundInput({ with: template, each }: BoundStep, bound: BoundPlan): Promise<Value | undefined> {
  if (expressionsIn(template).length === 0) return template
  const evaluator = await loadEvaluator()
  try {
    return evaluator.expand(template, {
      inputs: bound.inputs,
      environment: bound.environment,
      secrets: (name) => `\${{ secrets.${name} }}`,
      steps: new Map(),
      run: { id: 'run', startedAt: '1970-01-01T00:00:00.000Z' },
      schemas: { inputs: bound.inputSchemas },
      each: each === undefined ? undefined : { value: each },
    })
  } catch {
    return undefined
  }
}
