import { type BoundPlan, defined, type Json, type JournalRecord } from '../model/index.ts'
import { replay } from '../record/replay/replay.ts'
import { type Decision, decisionsIn, type Session, sessionsIn, type SignedOff, signOffsIn } from './people.ts'
import { type ReportedStep, reportedSteps } from './reported-steps.ts'
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
  const state = replay(records)
  return defined({
    ...origin(bound, records),
    title,
    ...runEnd(state),
    inputs: bound.inputs,
    steps: reportedSteps(bound, state),
    signOffs: signOffsIn(records),
    sessions: sessionsIn(records),
    decisions: decisionsIn(records),
    drift: records.flatMap(({ event }) => (event.kind === 'drift-found' ? [{ path: event.path, message: event.message }] : [])),
    fingerprints: fingerprintsIn(records),
  })
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
    commit: created?.commit,
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
    found.set(resource, when === 'before' ? { ...known, before: value } : defined({ ...known, afterRollback: value, others }))
  }
  return [...found.values()]
}
