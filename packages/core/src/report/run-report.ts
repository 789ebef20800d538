import {
  type BoundPlan,
  type Direction,
  type Ending,
  type Failure,
  type Json,
  type JournalRecord,
  stepTakenBackBy,
  type Waiting,
} from '../model/index.ts'
import { foldSteps, type ReportedStep } from './fold-steps.ts'
import { type Decision, decisionsIn, type Session, sessionsIn, type SignedOff, signOffsIn } from './people.ts'

/** What a run changed, when, by whom, from which commit, and what was checked and what it gave. Plain JSON; times are ISO 8601. */
export interface RunReport {
  readonly run: string
  readonly plan: string
  readonly title?: string
  readonly path: string
  readonly environment: string
  /** How it ended; `open` and `waiting` where it has not. */
  readonly state: Ending | 'open' | 'waiting' | 'finalized' | 'baselined'
  readonly actor: string
  readonly commit?: string
  readonly engine: string
  readonly createdAt: string
  readonly endedAt?: string
  readonly planDigest: string
  readonly bindingDigest: string
  readonly inputs: { readonly [name: string]: Json }
  readonly failure?: Failure
  readonly waiting?: Waiting
  readonly reason?: string
  readonly rollback?: { readonly at: string; readonly reason: string; readonly actor: string }
  /** By whom its rollback window was ended. */
  readonly finalized?: { readonly at: string; readonly actor: string }
  /** By whom that was begun, where it is not done. */
  readonly finalizing?: { readonly at: string; readonly actor: string }
  readonly steps: readonly ReportedStep[]
  readonly signOffs: readonly SignedOff[]
  readonly sessions: readonly Session[]
  readonly decisions: readonly Decision[]
  readonly drift: readonly { readonly path: string; readonly message: string }[]
  readonly fingerprints: readonly ReportedFingerprint[]
  readonly committed?: { readonly commit: string; readonly branch: string }
}

/** A resource before the run and after its rollback; `others`: they differ by what only other runs have touched. */
export interface ReportedFingerprint {
  readonly resource: string
  readonly before: string
  readonly afterRollback?: string
  readonly others?: true
}

/** The report of a run, from its frozen plan and its journal. */
export function runReport(bound: BoundPlan, records: readonly JournalRecord[]): RunReport {
  const { title } = bound
  const end = ending(records)
  const waits = waitsIn(records)
  return {
    ...origin(bound, records),
    ...(title !== undefined && { title }),
    ...end,
    inputs: bound.inputs,
    steps: foldSteps(bound, records).map((step) => atRest(step, end, waits)),
    signOffs: signOffsIn(records),
    sessions: sessionsIn(records),
    decisions: decisionsIn(records),
    drift: records.flatMap(({ event }) => (event.kind === 'drift-found' ? [{ path: event.path, message: event.message }] : [])),
    fingerprints: fingerprintsIn(records),
  }
}

/** A step that was under way, or whose turn had come, once nothing works on the run any more. */
function atRest(step: ReportedStep, { state, reason }: End, waits: ReadonlySet<string>): ReportedStep {
  const { id } = step
  if (state === 'waiting' && (step.state === 'pending' || step.state === 'running') && waits.has(id)) return { ...step, state: 'waiting' }
  const isOver = state !== 'open' || reason !== undefined
  return isOver && step.state === 'running' ? { ...step, state: 'stopped' } : step
}

/** All that a run waits for: several steps, where they wait in parallel. */
function waitsIn(records: readonly JournalRecord[]): ReadonlySet<string> {
  const since = records.slice(records.findLastIndex(({ event }) => event.kind === 'run-started') + 1)
  return new Set(since.flatMap(({ event }) => (event.kind === 'waiting-began' ? [event.waiting.step] : [])))
}

type Origin = Pick<
  RunReport,
  'run' | 'plan' | 'path' | 'environment' | 'actor' | 'commit' | 'engine' | 'createdAt' | 'planDigest' | 'bindingDigest'
>

function origin({ name, path, environment, planDigest, bindingDigest, versions }: BoundPlan, records: readonly JournalRecord[]): Origin {
  const [first] = records
  const created = first?.event.kind === 'run-created' ? first.event : undefined
  return {
    run: created?.run ?? '',
    plan: name,
    path,
    environment,
    actor: created?.actor ?? '',
    ...(created?.commit !== undefined && { commit: created.commit }),
    engine: versions.engine,
    createdAt: first?.at ?? '',
    planDigest,
    bindingDigest,
  }
}

type End = Pick<RunReport, 'state' | 'endedAt' | 'failure' | 'waiting' | 'reason' | 'rollback' | 'finalized' | 'finalizing' | 'committed'>
type Mutable<T> = { -readonly [key in keyof T]: T[key] }

/** Where the run stands after all its events: each one that says how it stands replaces what was before. */
function ending(records: readonly JournalRecord[]): End {
  const end: Mutable<End> = { state: 'open' }
  const failures = new Map<string, Failure>()
  let direction: Direction = 'apply'
  let pausedAt: string | undefined
  for (const { at, event } of records) {
    switch (event.kind) {
      case 'run-started':
        direction = event.direction
        begun(end)
        if (direction === 'apply') failures.clear()
        break
      case 'waiting-began':
        Object.assign(end, { state: 'waiting', waiting: event.waiting })
        break
      case 'interrupted':
        Object.assign(end, { state: 'open', reason: event.reason })
        break
      case 'paused':
        pausedAt = event.step
        Object.assign(end, { state: 'paused', reason: event.reason, endedAt: at })
        break
      case 'resolved':
        // What a person has decided on is no reason any more to need one, and what nobody knew then is known.
        if (end.state === 'paused' && (pausedAt === event.step || pausedAt === stepTakenBackBy(event.step))) delete end.reason
        if (failures.get(event.step)?.code === 'unknown') failures.delete(event.step)
        break
      case 'step-failed':
        // What failed first is the cause. What goes wrong on the way back is no cause of it, and may go right later.
        if (direction === 'apply') failures.set(event.step, event.failure)
        break
      case 'invariant-breached':
        only(failures, event.failure)
        break
      case 'rollback-started':
        direction = 'revert'
        end.rollback = { at, reason: event.reason, actor: event.actor }
        break
      case 'run-finished':
        Object.assign(end, { state: event.ending, endedAt: at })
        if (event.failure) only(failures, event.failure)
        if (event.reason !== undefined) end.reason = event.reason
        if (event.ending === 'succeeded') failures.clear()
        break
      case 'finalize-started':
        end.finalizing = { at, actor: event.actor }
        break
      case 'finalized':
        delete end.finalizing
        Object.assign(end, { state: event.kind, finalized: { at, actor: event.actor } })
        break
      case 'baselined':
        Object.assign(end, { state: event.kind, endedAt: at })
        break
      case 'committed':
        end.committed = { commit: event.commit, branch: event.branch }
        break
      default:
    }
  }
  const [failure] = failures.values()
  return { ...end, ...(failure && { failure }) }
}

function only(failures: Map<string, Failure>, failure: Failure): void {
  failures.clear()
  failures.set('', failure)
}

/** A process took the run in hand: how it stood before is over. */
function begun(end: Mutable<End>): void {
  end.state = 'open'
  delete end.waiting
  delete end.reason
  delete end.endedAt
}

function fingerprintsIn(records: readonly JournalRecord[]): RunReport['fingerprints'] {
  const found = new Map<string, ReportedFingerprint>()
  for (const { event } of records) {
    if (event.kind !== 'fingerprint-taken') continue
    const { resource, when, value, others } = event
    const known = found.get(resource) ?? { resource, before: '' }
    found.set(resource, when === 'before' ? { ...known, before: value } : { ...known, afterRollback: value, ...(others && { others }) })
  }
  return [...found.values()]
}
