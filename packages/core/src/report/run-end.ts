import {
  type Direction,
  type Ending,
  type Failure,
  type JournalRecord,
  type RunEvent,
  stepTakenBackBy,
  type Waiting,
} from '../model/index.ts'

/** How a run ended, or stands. Times are ISO 8601. */
export interface RunEnd {
  /** `open` and `waiting` where it has not ended. */
  readonly state: Ending | 'open' | 'waiting' | 'finalized' | 'baselined'
  readonly endedAt?: string
  readonly failure?: Failure
  readonly waiting?: Waiting
  readonly reason?: string
  readonly rollback?: { readonly at: string; readonly reason: string; readonly actor: string }
  /** By whom its rollback window was ended. */
  readonly finalized?: { readonly at: string; readonly actor: string }
  /** By whom that was begun, where it is not done. */
  readonly finalizing?: { readonly at: string; readonly actor: string }
  readonly committed?: { readonly commit: string; readonly branch: string }
}

/** Where the run stands after all its events: each one that says how it stands replaces what was before. */
export function runEnd(records: readonly JournalRecord[]): RunEnd {
  const course: Course = { end: { state: 'open' }, direction: 'apply', pausedAt: undefined, failures: new Map() }
  for (const { at, event } of records) {
    const turn = turns[event.kind] as Turn | undefined
    turn?.(course, event, at)
  }
  const [failure] = course.failures.values()
  return { ...course.end, ...(failure && { failure }) }
}

/** What is known up to some event. */
interface Course {
  readonly end: { -readonly [key in keyof RunEnd]: RunEnd[key] }
  direction: Direction
  /** The step of the last pause. */
  pausedAt: string | undefined
  /** By step, what it failed for; by `''` what is the cause of all. The first one counts. */
  readonly failures: Map<string, Failure>
}

type Turn<Event = RunEvent> = (course: Course, event: Event, at: string) => void

/** The events that change how a run stands, in the order of its life. */
const turns: { readonly [Kind in RunEvent['kind']]?: Turn<RunEvent & { readonly kind: Kind }> } = {
  'run-started'(course, { direction }) {
    course.direction = direction
    // A process took the run in hand: how it stood before is over.
    course.end.state = 'open'
    delete course.end.waiting
    delete course.end.reason
    delete course.end.endedAt
    if (direction === 'apply') course.failures.clear()
  },
  'step-failed'({ direction, failures }, { step, failure }) {
    // What failed first is the cause. What goes wrong on the way back is no cause of it, and may go right later.
    if (direction === 'apply') failures.set(step, failure)
  },
  'invariant-breached': ({ failures }, { failure }) => only(failures, failure),
  'waiting-began': ({ end }, { waiting }) => void Object.assign(end, { state: 'waiting', waiting }),
  interrupted: ({ end }, { reason }) => void Object.assign(end, { state: 'open', reason }),
  paused(course, { step, reason }, at) {
    course.pausedAt = step
    Object.assign(course.end, { state: 'paused', reason, endedAt: at })
  },
  resolved({ end, pausedAt, failures }, { step }) {
    // What a person has decided on is no reason any more to need one, and what nobody knew then is known.
    if (end.state === 'paused' && (pausedAt === step || pausedAt === stepTakenBackBy(step))) delete end.reason
    if (failures.get(step)?.code === 'unknown') failures.delete(step)
  },
  'rollback-started'(course, { reason, actor }, at) {
    course.direction = 'revert'
    course.end.rollback = { at, reason, actor }
  },
  'run-finished'({ end, failures }, { ending, failure, reason }, at) {
    Object.assign(end, { state: ending, endedAt: at, ...(reason !== undefined && { reason }) })
    if (failure) only(failures, failure)
    if (ending === 'succeeded') failures.clear()
  },
  committed: ({ end }, { commit, branch }) => void (end.committed = { commit, branch }),
  baselined: ({ end }, { kind }, at) => void Object.assign(end, { state: kind, endedAt: at }),
  'finalize-started': ({ end }, { actor }, at) => void (end.finalizing = { at, actor }),
  finalized({ end }, { kind, actor }, at) {
    delete end.finalizing
    Object.assign(end, { state: kind, finalized: { at, actor } })
  },
}

function only(failures: Map<string, Failure>, failure: Failure): void {
  failures.clear()
  failures.set('', failure)
}
