import type { BoundPlan, Json, JournalRecord } from '../model/index.ts'
import { foldSteps, type ReportedStep } from './fold-steps.ts'
import { type Decision, decisionsIn, type Session, sessionsIn, type SignedOff, signOffsIn } from './people.ts'
import { type RunEnd, runEnd } from './run-end.ts'

/** What a run changed, when, by whom, from which commit, and what was checked and what it gave. Plain JSON; times are ISO 8601. */
export interface RunReport extends RunEnd {
  readonly run: string
  readonly plan: string
  readonly title?: string
  readonly path: string
  readonly environment: string
  readonly actor: string
  readonly commit?: string
  readonly engine: string
  readonly createdAt: string
  readonly planDigest: string
  readonly bindingDigest: string
  readonly inputs: { readonly [name: string]: Json }
  readonly steps: readonly ReportedStep[]
  readonly signOffs: readonly SignedOff[]
  readonly sessions: readonly Session[]
  readonly decisions: readonly Decision[]
  readonly drift: readonly { readonly path: string; readonly message: string }[]
  readonly fingerprints: readonly ReportedFingerprint[]
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
  const end = runEnd(records)
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
function atRest(step: ReportedStep, { state, reason }: RunEnd, waits: ReadonlySet<string>): ReportedStep {
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
