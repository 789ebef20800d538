import {
  type BoundStep,
  encodeValue,
  type Json,
  PlanError,
  type RunEvent,
  type Value,
  quotedEntry,
  scopeEntries,
  writtenRollback,
} from '../../model/index.ts'
import { inScope, scopeHint, type OpaqueStepType, stepTypeOf, type Traits } from '../../plugin.ts'
import { demandTraits } from '../../plugin/answers.ts'
import { knownTouches } from '../../plugin/known-touches.ts'
import type { StepState } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'
import { describeContext } from '../unit/context.ts'
import { fitInput } from '../bind/fit.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { withNumbers } from '../bind/with-numbers.ts'

/** Which list a step stands in: checks may only read, steps of a rollback need no undo. */
export type Role = 'step' | 'check' | 'rollback'

/** The type of a step. Errors: `missing`. */
export function typeOf({ bound, effects: { plugins } }: Pick<Execution, 'bound' | 'effects'>, step: BoundStep): OpaqueStepType {
  const type = stepTypeOf(plugins, step.uses)
  if (type) return type
  const gone = Object.entries(bound.versions.plugins).filter(([name]) => !plugins.some((plugin) => plugin.name === name))
  throw new PlanError('missing', `Cannot run step "${step.id}": no plugin provides "${step.uses}"`, {
    hint:
      gone.length > 0
        ? `Install what the run began with, and list it in backout.yaml: ${gone.map(([name, { version }]) => `${name} ${version}`).join(', ')}`
        : undefined,
  })
}

/** Binds a step's input, asks its traits, and journals that it starts. Errors: `missing`, `invalid`, `out-of-scope`, and whatever `describe` throws. */
export async function startStep(execution: Execution, step: BoundStep, role: Role, bound?: Value): Promise<ActiveStep> {
  const type = typeOf(execution, step)
  const input = await boundInput(execution, step, type, bound)
  const traits = demandTraits(type, await type.describe(input, describeContext(execution.bound, execution.files, step)))
  demandRole(step, traits, role)
  demandScope(execution, step, traits)
  const rollback = role === 'step' ? await boundRollback(execution, step) : undefined
  await execution.recorder.record([startedEvent(step, traits, input, rollback)], 'soon')
  return { step, type, input, traits, state: stateOf(execution, step) }
}

/** The input of a step as its type takes it; `bound` where its expressions were expanded before. Errors: `missing`, `invalid`, `refused`, and what an expression throws. */
export async function boundInput(
  { binder, effects, masker }: Execution,
  step: BoundStep,
  type: OpaqueStepType,
  bound?: Value,
): Promise<Value> {
  return fitInput(step, type, bound ?? (await binder.expand(step.with, step)), { schemas: effects.schemas, masker })
}

/** What the journal knows of a step that was started. */
export function stateOf(execution: Execution, step: BoundStep): StepState {
  const state = execution.recorder.state.steps.get(step.id)
  if (state) return state
  throw new PlanError('internal', `Cannot find step "${step.id}" in the journal`)
}

/** A step that the journal knows, as it was when it was started: for settling and reverting. */
export async function stepFromJournal(execution: Execution, step: BoundStep): Promise<ActiveStep> {
  const state = stateOf(execution, step)
  const type = typeOf(execution, step)
  const input = withNumbers(type.input, await execution.binder.expand(step.with, step).catch(() => step.with as Value))
  const traits: Traits = {
    effect: state.effect,
    guarantee: (state.guarantee ?? 'unknown') as Traits['guarantee'],
    touches: 'unknown',
    undo: { kind: 'unknown' },
  }
  return { step, type, input, traits, state }
}

function startedEvent(step: BoundStep, traits: Traits, input: Value, rollback: Json | undefined): RunEvent {
  return {
    kind: 'step-started',
    step: step.id,
    effect: traits.effect === 'none' ? 'none' : 'write',
    guarantee: traits.guarantee,
    ...(traits.effect !== 'none' && { undo: undoOf(step, traits), touches: traits.touches as Json }),
    input: encodeValue(input),
    rollback,
  }
}

function undoOf(step: BoundStep, { undo }: Traits): 'derived' | 'snapshot' | 'written' | 'none' {
  if (step.rollback) return 'none' in step.rollback ? 'none' : 'written'
  return undo.kind === 'unknown' ? 'derived' : undo.kind
}

/** Law: a rollback step's input is bound before its step's first unit, except for that step's own outputs. */
async function boundRollback({ binder }: Execution, step: BoundStep): Promise<Json | undefined> {
  const steps = writtenRollback(step)
  if (steps.length === 0) return undefined
  const inputs: Json[] = []
  for (const back of steps) inputs.push(encodeValue(await binder.expandBefore(back.with, back, step.id)))
  return inputs
}

function demandRole(step: BoundStep, traits: Traits, role: Role): void {
  if (role === 'check' && traits.effect !== 'none') {
    throw new PlanError('invalid', `Cannot use "${step.uses}" as check "${step.id}": with this input it writes`)
  }
  if (role === 'step' && traits.effect !== 'none' && traits.undo.kind === 'none' && !step.rollback) {
    throw new PlanError('invalid', `Cannot run step "${step.id}": it has no rollback, and ${traits.undo.reason}`, {
      hint: 'Give it a `rollback`, or `rollback: { none: reason }`',
    })
  }
}

function demandScope({ bound, sessions }: Execution, step: BoundStep, traits: Traits): void {
  for (const { resource, part, access, alone } of knownTouches(traits)) {
    if (alone) continue
    const { driver } = sessions.locate(resource)
    const entries = scopeEntries(bound.scope, resource)
    if (inScope(driver, entries, part)) continue
    throw new PlanError(
      'out-of-scope',
      `Cannot run step "${step.id}": it would ${access} ${quotedEntry(part)} of ${resource}, which is outside the plan's scope`,
      { hint: scopeHint(driver, entries, { resource, parts: [part] }) },
    )
  }
}
