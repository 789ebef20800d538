import type { JournalRecord } from '../model/index.ts'

/** A sign-off that let the run start, or opened a gate. */
export interface SignedOff {
  readonly at: string
  readonly requirement: string
  readonly role: string
  readonly principal: string
}

/** A process that worked on the run. */
export interface Session {
  readonly at: string
  readonly direction: 'apply' | 'revert'
  readonly actor: string
  readonly host: string
  readonly pid: number
}

/** Something that a person put on record. */
export interface Decision {
  readonly at: string
  readonly what: 'resolved' | 'unlocked' | 'baselined'
  readonly actor: string
  readonly reason: string
  readonly step?: string
  readonly as?: string
}

/** The sign-offs that counted, in order. */
export function signOffsIn(records: readonly JournalRecord[]): readonly SignedOff[] {
  return records.flatMap(({ at, event }) => {
    if (event.kind !== 'sign-off-accepted') return []
    const { requirement, role, principal } = event
    return [{ at, requirement, role, principal }]
  })
}

/** The processes that worked on the run, in order. */
export function sessionsIn(records: readonly JournalRecord[]): readonly Session[] {
  return records.flatMap(({ at, event }) => {
    if (event.kind !== 'run-started') return []
    const { direction, actor, host, pid } = event
    return [{ at, direction, actor, host, pid }]
  })
}

/** What people decided, in order; one decision on several units of a step is one. */
export function decisionsIn(records: readonly JournalRecord[]): readonly Decision[] {
  const decisions: Decision[] = []
  for (const { at, event } of records) {
    if (event.kind === 'unlocked' || event.kind === 'baselined')
      decisions.push({ at, what: event.kind, actor: event.actor, reason: event.reason })
    if (event.kind !== 'resolved') continue
    const { actor, reason, step, as } = event
    const last = decisions.at(-1)
    const same = last?.at === at && last.step === step && last.as === as
    if (!same) decisions.push({ at, what: 'resolved', actor, reason, step, as })
  }
  return decisions
}
