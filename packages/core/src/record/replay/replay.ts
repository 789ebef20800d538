import { type Failure, type JournalRecord, type RunEvent, stepTakenBackBy } from '../../model/index.ts'
import { evolveStep } from './evolve-step.ts'
import { emptyState, newStep } from './new-state.ts'
import type { ResourceState, RunPhase, RunState } from './state.ts'

/** The state of a run from all its records. Total: any journal, and any beginning of one, gives a state. */
export function replay(records: Iterable<JournalRecord>): RunState {
  const state = emptyState()
  for (const record of records) evolve(state, record.event, record.at)
  return state
}

/** Takes one more event into a state. `at` is the record's time, ISO 8601. The state is changed in place: a run has many events. */
export function evolve(state: RunState, event: RunEvent, at: string): void {
  switch (event.kind) {
    case 'run-created':
      return created(state, event, at)
    case 'run-started':
      return underWay(state, event.direction)
    case 'sign-off-accepted':
      return accepted(state, event)
    case 'ledger-intended':
      return known(state, event.resource, {})
    case 'resource-opened':
      return known(state, event.resource, { identity: event.identity })
    case 'fingerprint-taken':
      return known(state, event.resource, event.when === 'before' ? { before: event } : {})
    case 'waiting-began':
      state.phase = 'waiting'
      state.waits.push(event.waiting)
      return
    case 'paused':
      state.pause = event
      state.endedAt = at
      return stopped(state, event.kind, event.reason)
    case 'interrupted':
      return stopped(state, event.kind, event.reason)
    case 'invariant-breached':
      state.failure = event.failure
      return
    case 'rollback-started':
      state.rollback = { at, reason: event.reason, actor: event.actor }
      return underWay(state, 'revert')
    case 'run-finished':
      return finished(state, event, at)
    case 'baselined':
      state.reason = event.reason
      return over(state, event.kind, at)
    case 'finalized':
      state.finalized = { at, actor: event.actor }
      state.phase = event.kind
      return
    case 'ledger-drop-intended':
      return known(state, event.resource, { dropping: true })
    case 'drift-found':
    case 'unlocked':
      return
    case 'committed':
      state.committed = { commit: event.commit, branch: event.branch }
      return
    case 'finalize-started':
      state.finalizing = { at, actor: event.actor }
      return
    default:
      // What failed first is the cause: what stops since then has failed too. What goes wrong on the way back is no cause of it, and may go right later.
      if (event.kind === 'step-failed' && state.direction === 'apply') state.failure ??= event.failure
      if (event.kind === 'unit-intended') neededAgain(state, event.transaction)
      if (event.kind === 'resolved') decided(state, event)
      return evolveStep(stepOf(state, event.step, at), event, at)
  }
}

function underWay(state: RunState, direction: RunState['direction']): void {
  state.phase = direction === 'apply' ? 'running' : 'rolling-back'
  state.direction = direction
  if (direction === 'apply') state.failure = undefined
  state.waits.length = 0
  state.reason = undefined
  state.endedAt = undefined
}

function stopped(state: RunState, phase: 'interrupted' | 'paused', reason: string): void {
  state.phase = phase
  state.reason = reason
}

/** What a person has decided on is no reason any more to need one, and what nobody knew then is known. */
function decided(state: RunState, { step }: RunEvent & { kind: 'resolved' }): void {
  if (state.phase === 'paused' && (state.pause.step === step || state.pause.step === stepTakenBackBy(step))) state.reason = undefined
  if (state.failure?.code !== 'unknown' || state.failure !== state.steps.get(step)?.failure) return
  state.failure = [...state.steps.values()].find(({ id, failed }) => failed && id !== step)?.failure
}

function over(state: RunState, phase: RunPhase, at: string): void {
  state.phase = phase
  state.endedAt = at
}

function finished(state: RunState, { ending, failure, reason }: RunEvent & { kind: 'run-finished' }, at: string): void {
  over(state, ending, at)
  const last: Failure | undefined = failure ?? state.failure
  state.failure = ending === 'succeeded' ? undefined : last
  state.reason = reason
  if (ending === 'succeeded') state.succeededAt = at
}

function created(state: RunState, event: RunEvent & { kind: 'run-created' }, at: string): void {
  const { run, plan, environment, actor, commit, commitTo } = event
  Object.assign(state, { run, plan, environment, actor, commit, commitTo, createdAt: at })
}

function accepted({ signOffs }: RunState, { requirement, role, principal, key }: RunEvent & { kind: 'sign-off-accepted' }): void {
  const list = signOffs.get(requirement) ?? []
  list.push({ role, principal, key })
  signOffs.set(requirement, list)
}

function known({ resources }: RunState, resource: string, more: Partial<ResourceState>): void {
  resources.set(resource, { identity: '', before: undefined, dropping: false, ...resources.get(resource), ...more })
}

function neededAgain(state: RunState, resource: string | undefined): void {
  if (resource !== undefined && state.resources.get(resource)?.dropping) known(state, resource, { dropping: false })
}

function stepOf({ steps }: RunState, id: string, at: string): ReturnType<typeof newStep> {
  const there = steps.get(id)
  if (there) return there
  const step = newStep(id, at)
  steps.set(id, step)
  return step
}
