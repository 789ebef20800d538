import {
  type BoundPlan,
  type BoundStep,
  type Failure,
  type JournalRecord,
  type List,
  lists,
  type RunEvent,
  writtenRollback,
} from '../model/index.ts'

/** What became of one unit. */
export type UnitFate = 'intended' | 'applied' | 'absent' | 'failed' | 'unknown' | 'reverted' | 'conflict' | 'stuck' | 'left' | 'discarded'

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

type Mutable<T> = { -readonly [key in keyof T]: T[key] }
type Draft = Mutable<Omit<ReportedStep, 'changes'>> & { readonly units: Map<number, Mutable<ReportedChange>> }

/** All entries of the four lists, in plan order, with what the journal tells of each; behind them, what was done of written rollbacks. */
export function foldSteps(bound: BoundPlan, records: readonly JournalRecord[]): readonly ReportedStep[] {
  const drafts = new Map<string, Draft>()
  const add = (steps: readonly BoundStep[], list: ReportedStep['list']): void => {
    for (const { id, uses } of steps) drafts.set(id, { id, uses, list, state: 'pending', attempts: 0, units: new Map() })
  }
  for (const list of lists) add(bound[list], list)
  add(bound.steps.flatMap(writtenRollback), 'rollbacks')
  for (const record of records) takeIn(drafts, record)
  const told = [...drafts.values()].filter(({ list, state }) => list !== 'rollbacks' || state !== 'pending')
  return told.map(({ units, ...step }) => ({
    ...step,
    changes: [...units].toSorted(([a], [b]) => a - b).map(([, unit]) => unit),
  }))
}

function takeIn(drafts: ReadonlyMap<string, Draft>, record: JournalRecord): void {
  const { event } = record
  const draft = 'step' in event && event.step !== undefined ? drafts.get(event.step) : undefined
  if (!draft) return
  // That nobody knew what became of it is over.
  if (event.kind === 'resolved' && draft.failure?.code === 'unknown') delete draft.failure
  if ('unit' in event) takeUnit(draft, record)
  else takeStep(draft, record)
}

function takeStep(draft: Draft, { at, event }: JournalRecord): void {
  switch (event.kind) {
    case 'step-skipped':
      return void Object.assign(draft, { state: 'skipped', endedAt: at, condition: event.condition })
    case 'step-started':
      draft.startedAt ??= at
      return void Object.assign(draft, {
        state: 'running',
        attempts: event.attempt ?? draft.attempts + 1,
        ...(event.guarantee !== undefined && { guarantee: event.guarantee }),
        ...(event.undo !== undefined && { undo: event.undo }),
      })
    case 'check-evaluated':
      draft.check = { holds: event.holds, assert: event.assert, operands: event.operands ?? {}, at }
      return
    case 'invariant-sampled':
      return takeSamples(draft, at, event)
    case 'step-finished':
      delete draft.failure
      return void Object.assign(draft, { state: 'done', endedAt: at })
    case 'attempt-failed':
    case 'invariant-breached':
      draft.failure = event.failure
      return
    case 'step-failed':
      return void Object.assign(draft, { state: 'failed', endedAt: at, failure: event.failure })
    case 'step-reverted':
      draft.endedAt ??= at
      return void Object.assign(draft, { state: 'reverted', revertedAt: at })
    default:
  }
}

function takeSamples(draft: Draft, at: string, event: RunEvent & { kind: 'invariant-sampled' }): void {
  const { holds, assert, failure, samples, failures } = event
  const { total, failed } = draft.samples ?? { total: 0, failed: 0 }
  draft.startedAt ??= at
  delete draft.failure
  Object.assign(draft, {
    state: holds ? 'done' : 'failed',
    endedAt: at,
    samples: { total: total + samples, failed: failed + failures },
    ...(failure && { failure }),
    ...(assert !== undefined && { check: { holds, assert, operands: failure?.operands ?? {}, at } }),
  })
}

function takeUnit({ units }: Draft, { at, event }: JournalRecord): void {
  switch (event.kind) {
    case 'unit-intended':
      return void units.set(event.unit, { title: event.title, state: 'intended', at })
    case 'unit-applied':
      return settle(units, event.unit, 'applied', at)
    case 'unit-absent':
      return settle(units, event.unit, 'absent', at, event.failure?.message)
    case 'unit-failed':
      return settle(units, event.unit, 'failed', at, event.failure.message)
    case 'unit-unknown':
      return settle(units, event.unit, 'unknown', at, event.failure.message)
    case 'unit-reverted':
      return settle(units, event.unit, 'reverted', at)
    case 'unit-conflicted':
      return settle(units, event.unit, event.failed ? 'stuck' : 'conflict', at, event.conflict)
    case 'unit-left':
      return settle(units, event.unit, 'left', at, event.reason)
    case 'unit-discarded':
      return settle(units, event.unit, 'discarded', at)
    case 'resolved':
      return settle(units, event.unit, event.as, at, event.reason)
    default:
  }
}

function settle(units: Draft['units'], unit: number, state: UnitFate, at: string, reason?: string): void {
  const known = units.get(unit) ?? { title: `unit ${unit}`, state, at }
  delete known.reason
  units.set(unit, Object.assign(known, { state, at, ...(reason !== undefined && { reason }) }))
}
