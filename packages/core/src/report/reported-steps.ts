import { type BoundPlan, type BoundStep, defined, type Failure, type List, lists, writtenRollback } from '../model/index.ts'
import type { RunState, StepPhase, StepState, UnitPhase, UnitState } from '../record/replay/state.ts'

/** What became of one unit. */
export type UnitFate = Exclude<UnitPhase, 'conflicted'> | 'conflict' | 'stuck'

/** One thing that a step changed. */
export interface ReportedChange {
  readonly title: string
  readonly state: UnitFate
  readonly at: string
  readonly reason?: string
}

/** A step, check, invariant or criterion, and what became of it. */
export interface ReportedStep {
  readonly id: string
  readonly uses: string
  /** `rollbacks`: a step of a written rollback, which is only told of once it was begun. */
  readonly list: List | 'rollbacks'
  /** `stopped`: it was under way when the run ended, or was interrupted. */
  readonly state: 'pending' | 'running' | 'waiting' | 'stopped' | 'skipped' | 'done' | 'failed' | 'reverted'
  readonly startedAt?: string
  readonly endedAt?: string
  readonly revertedAt?: string
  readonly attempts: number
  /** The condition that did not hold, of a skipped step. */
  readonly condition?: string
  readonly guarantee?: string
  readonly undo?: string
  readonly check?: {
    readonly holds: boolean
    readonly assert: string
    readonly operands: { readonly [expression: string]: string }
    readonly at: string
  }
  /** Of an invariant: how often it was asked, and how often it did not hold. */
  readonly samples?: { readonly total: number; readonly failed: number }
  readonly failure?: Failure
  readonly changes: readonly ReportedChange[]
}

/** The steps that had their turn, of the lists that change something, rather than ask. */
export function workOf(steps: readonly ReportedStep[]): readonly ReportedStep[] {
  const isWork = ({ list }: ReportedStep): boolean => list === 'steps' || list === 'rollbacks'
  return steps.filter((step) => isWork(step) && (step.changes.length > 0 || step.state !== 'pending'))
}

/** All entries of the four lists, in plan order, with what is known of each; behind them, what was done of written rollbacks. */
export function reportedSteps(bound: BoundPlan, run: RunState): readonly ReportedStep[] {
  const told = (list: ReportedStep['list']) => (step: BoundStep) => reported(step, list, run)
  const rollbacks = bound.steps.flatMap(writtenRollback).map(told('rollbacks'))
  return [...lists.flatMap((list) => bound[list].map(told(list))), ...rollbacks.filter(({ state }) => state !== 'pending')]
}

function reported({ id, uses }: BoundStep, list: ReportedStep['list'], run: RunState): ReportedStep {
  const step = run.steps.get(id)
  const base = { id, uses, list, state: stateOf(id, step?.phase ?? 'pending', run) }
  if (!step) return { ...base, attempts: 0, changes: [] }
  const { endedAt, revertedAt, attempts, condition, guarantee, undo, check, samples, failure, units } = step
  return defined({
    ...base,
    startedAt: hasBegun(step) ? step.startedAt : undefined,
    endedAt,
    revertedAt,
    attempts,
    condition,
    guarantee,
    undo,
    check,
    samples,
    failure,
    changes: [...units.values()].toSorted((a, b) => a.number - b.number).map(changeOf),
  })
}

/** Whether it is told when a step began: one that was skipped did not begin. */
function hasBegun({ phase }: StepState): boolean {
  return phase !== 'pending' && phase !== 'skipped'
}

const words = {
  pending: 'pending',
  started: 'running',
  skipped: 'skipped',
  finished: 'done',
  failed: 'failed',
  reverted: 'reverted',
} as const

/** A step that was under way, or whose turn had come, does not run once nothing works on the run any more. */
function stateOf(id: string, phase: StepPhase, { phase: runPhase, waits }: RunState): ReportedStep['state'] {
  if (phase !== 'pending' && phase !== 'started') return words[phase]
  if (runPhase === 'waiting' && waits.some(({ step }) => step === id)) return 'waiting'
  const isAtWork = runPhase === 'created' || runPhase === 'running' || runPhase === 'rolling-back'
  return phase === 'started' && !isAtWork ? 'stopped' : words[phase]
}

function changeOf({ title, phase, stuck, at, reason }: UnitState): ReportedChange {
  const state = phase === 'conflicted' ? (stuck ? 'stuck' : 'conflict') : phase
  return defined({ title, state, at, reason })
}
