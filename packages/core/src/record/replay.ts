import type { JournalRecord, RunEvent } from '../model/index.ts'
import type { RunState, StepState, UnitPhase, UnitState } from './state.ts'

/** The state of a run from all its records. */
export function replay(records: Iterable<JournalRecord>): RunState {
  const state = emptyState()
  for (const record of records) evolve(state, record.event, record.at)
  return state
}

/** A run of which nothing is known yet. */
export function emptyState(): RunState {
  return {
    run: '',
    plan: '',
    path: '',
    environment: '',
    planDigest: '',
    bindingDigest: '',
    commit: undefined,
    actor: '',
    createdAt: '',
    phase: 'created',
    direction: 'apply',
    epoch: 0,
    waiting: undefined,
    reason: undefined,
    failure: undefined,
    endedAt: undefined,
    succeededAt: undefined,
    steps: new Map(),
    resources: new Map(),
    signOffs: new Map(),
  }
}

/** Takes one more event into a state. `at` is the record's time, ISO 8601. The state is changed in place: a run has many events. */
export function evolve(state: RunState, event: RunEvent, at: string): void {
  switch (event.kind) {
    case 'run-created':
      return runCreated(state, event, at)
    case 'run-started':
      return void Object.assign(state, { epoch: event.epoch, direction: event.direction, ...underWay(event.direction) })
    case 'sign-off-accepted':
      return void listOf(state.signOffs, event.requirement).push({ role: event.role, principal: event.principal })
    case 'ledger-intended':
      return void state.resources.set(
        event.resource,
        state.resources.get(event.resource) ?? { identity: '', before: undefined, after: undefined },
      )
    case 'resource-opened':
      return void state.resources.set(event.resource, {
        before: undefined,
        after: undefined,
        ...state.resources.get(event.resource),
        identity: event.identity,
      })
    case 'fingerprint-taken':
      return fingerprintTaken(state, event)
    case 'waiting-began':
      return void Object.assign(state, { phase: 'waiting', waiting: event.waiting })
    case 'interrupted':
      return void Object.assign(state, { phase: 'interrupted', reason: event.reason })
    case 'paused':
      return void Object.assign(state, { phase: 'paused', reason: event.reason })
    case 'invariant-breached':
      return void Object.assign(state, { failure: event.failure })
    case 'rollback-started':
      return void Object.assign(state, { ...underWay('revert'), direction: 'revert', reason: event.reason })
    case 'run-finished':
      return runFinished(state, event, at)
    case 'baselined':
      return void Object.assign(state, { phase: 'baselined', reason: event.reason, endedAt: at })
    case 'finalized':
      return void Object.assign(state, { phase: 'finalized', endedAt: at })
    case 'ledger-drop-intended':
    case 'drift-found':
    case 'unlocked':
    case 'committed':
    case 'finalize-started':
      return
    default:
      return stepEvolved(state, event, at)
  }
}

type RunKinds =
  | 'run-created'
  | 'run-started'
  | 'sign-off-accepted'
  | 'resource-opened'
  | 'fingerprint-taken'
  | 'waiting-began'
  | 'interrupted'
  | 'paused'
  | 'invariant-breached'
  | 'rollback-started'
  | 'run-finished'
  | 'baselined'
  | 'finalized'
  | 'ledger-intended'
  | 'ledger-drop-intended'
  | 'drift-found'
  | 'unlocked'
  | 'committed'
  | 'finalize-started'
type StepEvent = Exclude<RunEvent, { readonly kind: RunKinds }>

function stepEvolved(state: RunState, event: StepEvent, at: string): void {
  const step = stepOf(state, event.step, at)
  switch (event.kind) {
    case 'step-skipped':
      return void Object.assign(step, { phase: 'skipped', endedAt: at })
    case 'step-started':
      return stepStarted(step, event)
    case 'attempt-failed':
      return void Object.assign(step, { attempts: event.attempt, retryAt: event.retryAt, failure: event.failure })
    case 'check-evaluated':
      return void (step.check = { holds: event.holds, assert: event.assert, operands: event.operands ?? {} })
    case 'step-finished':
      return void Object.assign(step, {
        phase: 'finished',
        endedAt: at,
        output: event.output,
        outputBlob: event.outputBlob,
        withheld: event.withheld === true,
        failure: undefined,
      })
    case 'step-failed':
      state.failure = event.failure
      return void Object.assign(step, { phase: 'failed', endedAt: at, failure: event.failure })
    case 'step-reverted':
      return void Object.assign(step, { phase: 'reverted', endedAt: at })
    case 'resolved':
      // What a person says did not happen has to be done again, if the run goes on.
      if (step.phase === 'finished' && (event.as === 'absent' || event.as === 'reverted')) step.phase = 'started'
      return moved(step.units.get(event.unit), event.as, event.reason)
    case 'unit-intended':
      return void step.units.set(event.unit, intended(event, step.units.get(event.unit)))
    default:
      return unitEvolved(step.units.get(event.unit), event)
  }
}

type UnitEvent = Exclude<
  StepEvent,
  {
    readonly kind:
      | 'step-skipped'
      | 'step-started'
      | 'attempt-failed'
      | 'check-evaluated'
      | 'step-finished'
      | 'step-failed'
      | 'step-reverted'
      | 'unit-intended'
      | 'resolved'
  }
>

function unitEvolved(unit: UnitState | undefined, event: UnitEvent): void {
  if (!unit) return
  switch (event.kind) {
    case 'undo-captured':
      return void (unit.undo = event.chunks)
    case 'unit-applied':
      return void Object.assign(unit, { phase: 'applied', result: event.result, after: event.after })
    case 'unit-absent':
      return moved(unit, 'absent', event.failure?.message)
    case 'unit-failed':
      return moved(unit, 'failed', event.failure.message)
    case 'unit-unknown':
      return moved(unit, 'unknown', event.failure.message)
    case 'revert-intended':
      unit.reverts += 1
      return moved(unit, 'reverting')
    case 'unit-reverted':
      return moved(unit, 'reverted')
    case 'unit-conflicted':
      return moved(unit, 'conflicted', event.conflict)
    case 'unit-left':
      return moved(unit, 'left', event.reason)
    case 'unit-discarded':
      return moved(unit, 'discarded')
    default:
      return event satisfies never
  }
}

function moved(unit: UnitState | undefined, phase: UnitPhase, reason?: string): void {
  if (unit) Object.assign(unit, { phase, reason })
}

function underWay(direction: 'apply' | 'revert'): Partial<RunState> {
  return { phase: direction === 'apply' ? 'running' : 'rolling-back', waiting: undefined, endedAt: undefined }
}

function runFinished(state: RunState, event: RunEvent & { kind: 'run-finished' }, at: string): void {
  Object.assign(state, { phase: event.ending, endedAt: at, failure: event.failure ?? state.failure, reason: event.reason })
  if (event.ending === 'succeeded') Object.assign(state, { succeededAt: at, failure: undefined })
}

function runCreated(state: RunState, event: RunEvent & { kind: 'run-created' }, at: string): void {
  const { run, plan, path, environment, planDigest, bindingDigest, actor, commit } = event
  Object.assign(state, { run, plan, path, environment, planDigest, bindingDigest, actor, commit, createdAt: at })
}

function fingerprintTaken(state: RunState, event: RunEvent & { kind: 'fingerprint-taken' }): void {
  const known = state.resources.get(event.resource) ?? { identity: '', before: undefined, after: undefined }
  state.resources.set(event.resource, event.when === 'before' ? { ...known, before: event.value } : { ...known, after: event.value })
}

function stepStarted(step: StepState, event: RunEvent & { kind: 'step-started' }): void {
  Object.assign(step, {
    phase: 'started',
    effect: event.effect,
    guarantee: event.guarantee,
    undo: event.undo,
    input: event.input,
    rollback: event.rollback ?? step.rollback,
    retryAt: undefined,
    endedAt: undefined,
  })
}

function stepOf(state: RunState, id: string, at: string): StepState {
  const known = state.steps.get(id)
  if (known) return known
  const step: StepState = {
    id,
    phase: 'started',
    startedAt: at,
    endedAt: undefined,
    effect: 'none',
    guarantee: undefined,
    undo: undefined,
    input: undefined,
    rollback: undefined,
    attempts: 0,
    retryAt: undefined,
    units: new Map(),
    output: undefined,
    outputBlob: undefined,
    withheld: false,
    failure: undefined,
    check: undefined,
  }
  state.steps.set(id, step)
  return step
}

/** A unit that is tried again keeps what was captured first. */
function intended(event: RunEvent & { kind: 'unit-intended' }, before: UnitState | undefined): UnitState {
  return {
    number: event.unit,
    key: event.key,
    title: event.title,
    content: event.content,
    contentBlob: event.contentBlob,
    transaction: event.transaction,
    partition: event.partition,
    checkpoint: event.checkpoint,
    prepared: event.prepared,
    phase: 'intended',
    undo: before?.undo ?? [],
    reverts: before?.reverts ?? 0,
    result: null,
    after: null,
    reason: undefined,
  }
}

function listOf<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}
