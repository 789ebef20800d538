import { type BoundStep, boundSteps } from '@backout/core/model'
import { type RunState, replay, type StepState, type UnitPhase } from '@backout/core/record'
import type { Repository } from '../compose/repository/repository.ts'
import { pathFrom } from '../system/path-from.ts'
import type { RunStatusJson } from '../shapes/status.ts'
import { blockedStep, toSettle } from '../next/to-settle.ts'
import { waitsNow } from './waits-now.ts'

/** The state of a run, replayed from its journal. Errors: `missing`, `corrupt`. */
export async function runStatus(repository: Repository, run: string, events: boolean): Promise<RunStatusJson> {
  const { root, store } = repository
  const [{ bound }, { records, torn }] = await Promise.all([store.frozen(run), store.read(run)])
  const state = replay(records)
  const { failure, commit, endedAt } = state
  const reason = state.reason ?? (state.phase === 'rolling-back' ? state.rollback?.reason : undefined)
  const blocked = blockedStep(state)
  const waits = await waitsNow(repository, state)
  // What was given lets it go on, whatever else it waits for.
  const waiting = waits.find(({ given }) => given) ?? waits.at(-1)
  return {
    run,
    plan: bound.name,
    path: bound.path,
    environment: bound.environment,
    state: state.phase,
    direction: state.direction,
    alive: store.alive(run),
    actor: state.actor,
    commit,
    createdAt: state.createdAt,
    endedAt,
    planDigest: bound.planDigest,
    bindingDigest: bound.bindingDigest,
    reason,
    failure,
    waiting,
    waits: waiting && waits.length > 1 ? waits : undefined,
    toSettle: toSettle(state),
    finalizing: (state.finalizing && state.phase === 'succeeded') || undefined,
    step: blocked,
    steps: boundSteps(bound).map((step) => stepJson(step, state)),
    record: pathFrom(root, store.folderOf(run).path),
    torn,
    events: events ? records.map(({ seq, at, event }) => ({ seq, at, event })) : undefined,
  }
}

function stepJson({ id, uses }: BoundStep, state: RunState): RunStatusJson['steps'][number] {
  const step = state.steps.get(id)
  const waits = state.waits.some((each) => each.step === id)
  if (!step) return { id, uses, state: waits ? 'waiting' : 'pending', units: 0, applied: 0 }
  const units = [...step.units.values()]
  const detail = detailOf(step)
  return {
    id,
    uses,
    state: waits && (step.phase === 'started' || step.phase === 'pending') ? 'waiting' : step.phase,
    units: units.length,
    applied: units.filter(({ phase }) => phase === 'applied').length,
    ...(step.phase !== 'pending' && step.phase !== 'skipped' && { startedAt: step.startedAt }),
    endedAt: step.endedAt,
    detail,
  }
}

function detailOf({ failure, units, retryAt, phase }: StepState): string | undefined {
  const troubled = [...units.values()].filter(
    (unit) => (unit.decided && unit.reason !== undefined) || ['unknown', 'conflicted', 'left', 'failed'].includes(unit.phase),
  )
  const [first] = troubled
  if (first)
    return `unit ${first.number} is ${wordOf(first.phase)}${first.reason ? `: ${first.reason}` : ''}${troubled.length > 1 ? ` (and ${troubled.length - 1} more)` : ''}`
  if (failure) return failure.message
  return retryAt && phase === 'started' ? `tried again at ${retryAt}` : undefined
}

/** What kept it from being reverted need not be a conflict. */
function wordOf(phase: UnitPhase): string {
  return phase === 'conflicted' ? 'not reverted' : phase
}
