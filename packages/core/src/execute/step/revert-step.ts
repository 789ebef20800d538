import {
  type BoundStep,
  decodeValue,
  type Json,
  PlanError,
  type RunEvent,
  type Value,
  type Waiting,
  writtenRollback,
} from '../../model/index.ts'
import type { StepState, UnitPhase, UnitState } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'
import { isStuck, stuck } from './do-again.ts'
import { ownOutput } from './kept-output.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { revertUnit } from '../unit/revert-unit.ts'
import { settleInFlight } from '../unit/settle.ts'
import { runStep } from './step.ts'
import { stepFromJournal } from './start-step.ts'
import { demandGoingOn } from '../unit/stop.ts'

/** How a step's revert ended. `stays` says why its effect is left; with `blocks`, what it stands on is left too. */
export type RevertOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'stays'; readonly reason: string; readonly blocks: boolean; readonly decide?: string }
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'waiting'; readonly waiting: Waiting }

/** Phases of a unit whose effect may be there. */
const effective: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['applied', 'failed', 'unknown', 'reverting', 'conflicted'])

/** Takes a step back, newest unit first, in the way that it was started with: derived, written, or not at all. */
export async function revertStep(execution: Execution, step: BoundStep): Promise<RevertOutcome> {
  const state = execution.recorder.state.steps.get(step.id)
  if (!state || state.effect === 'none' || state.phase === 'skipped' || state.phase === 'reverted') return { kind: 'done' }
  demandGoingOn(execution)
  const active = await stepFromJournal(execution, step)
  for (const unit of state.units.values()) if (canBeTold(unit)) await settleInFlight(execution, active, unit, 'revert')
  const units = [...state.units.values()].filter(({ phase }) => effective.has(phase)).toSorted((a, b) => b.number - a.number)
  if (units.length > 0) {
    const outcome = await takeBack(execution, active, units)
    if (outcome.kind !== 'done') return outcome
  }
  const left = [...state.units.values()].find(({ phase }) => phase === 'left')
  if (left) return { kind: 'stays', reason: left.reason ?? 'it was left', blocks: step.pointOfNoReturn && !left.decided }
  // A step that failed before it did anything has failed, and that is all.
  if (state.phase !== 'failed' || [...state.units.values()].some(({ phase }) => phase !== 'absent'))
    await execution.recorder.record([{ kind: 'step-reverted', step: step.id }], 'soon')
  return { kind: 'done' }
}

/** Whether to find out what became of a unit: a crash left it in flight, or its ledger, which knows, gave no answer then. */
function canBeTold({ phase, transaction }: UnitState): boolean {
  return phase === 'intended' || (phase === 'unknown' && transaction !== undefined)
}

async function takeBack(execution: Execution, active: ActiveStep, units: readonly UnitState[]): Promise<RevertOutcome> {
  const { step, state } = active
  if (state.undo === 'none') return leave(execution, step, units)
  const unknown = units.find(({ phase }) => phase === 'unknown')
  if (unknown && !(state.undo === 'written' && state.guarantee === 'idempotent')) {
    return { kind: 'stays', blocks: true, reason: unknown.reason ?? `what became of "${unknown.title}" is unknown` }
  }
  return state.undo === 'written' ? asWritten(execution, active, units) : asDerived(execution, active, units)
}

async function asDerived(execution: Execution, active: ActiveStep, units: readonly UnitState[]): Promise<RevertOutcome> {
  for (const [index, unit] of units.entries()) {
    demandGoingOn(execution)
    const conflict = await revertUnit(execution, active, unit)
    if (conflict !== undefined) return { kind: 'stays', blocks: true, reason: conflict }
    execution.effects.observe({ kind: 'progress', step: active.step.id, done: index + 1, total: units.length })
  }
  return { kind: 'done' }
}

/** The written rollback is a walk of its own, forward, with inputs that were bound before the step began. */
async function asWritten(execution: Execution, active: ActiveStep, units: readonly UnitState[]): Promise<RevertOutcome> {
  const { step } = active
  for (const [index, back] of writtenRollback(step).entries()) {
    const outcome = await runStep(execution, back, { role: 'rollback', input: await inputOf(execution, active, back, index) })
    if (outcome.kind === 'failed') return failedBack(execution, back, outcome.failure.message)
    if (outcome.kind !== 'done') return outcome
  }
  await execution.recorder.record(
    units.map(({ number }): RunEvent => ({ kind: 'unit-reverted', step: step.id, unit: number })),
    'soon',
  )
  return { kind: 'done' }
}

function failedBack(execution: Execution, back: BoundStep, why: string): RevertOutcome {
  const stays = { kind: 'stays', blocks: true } as const
  return isStuck(execution, back) ? { ...stays, reason: `${why}: ${stuck}`, decide: back.id } : { ...stays, reason: why }
}

async function inputOf(execution: Execution, { step, state }: ActiveStep, back: BoundStep, index: number): Promise<Value> {
  const { binder, masker } = execution
  const before = (state.rollback as readonly Json[] | undefined)?.[index]
  const known = before === undefined ? await binder.expandBefore(back.with, back, step.id) : decodeValue(masker.unseal(before))
  const given = binder.expandAfter(back.with, known, back, step.id, () => ownOutput(execution, step))
  return given.catch((cause: unknown) => {
    throw unheard(step, state, cause)
  })
}

/** An error of reading what a step gave, where it was a person who said that it happened. */
function unheard({ id }: BoundStep, { units }: StepState, cause: unknown): unknown {
  const said = [...units.values()].find(({ phase, decided, result }) => phase === 'applied' && decided && result === null)
  if (!said || !(cause instanceof PlanError)) return cause
  return new PlanError(cause.code, `a person said that it happened (${said.reason}), and nobody what "${id}" gave: ${cause.message}`, {
    cause,
  })
}

async function leave(execution: Execution, step: BoundStep, units: readonly UnitState[]): Promise<RevertOutcome> {
  const reason = step.rollback && 'none' in step.rollback ? step.rollback.none : 'it has no undo'
  await execution.recorder.record(
    units.map(({ number }): RunEvent => ({ kind: 'unit-left', step: step.id, unit: number, reason })),
    'soon',
  )
  return { kind: 'stays', reason, blocks: step.pointOfNoReturn }
}
