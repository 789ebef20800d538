import { type BoundPlan, type BoundStep, PlanError, scopeEntries } from '../../model/index.ts'
import type { DescribeContext, ReadContext, WriteContext } from '../../plugin.ts'
import { demandTime } from '../../plugin/answers.ts'
import type { Execution } from './execution.ts'
import { Wait } from './stop.ts'

/** What `describe` may look at. */
export function describeContext(bound: BoundPlan, files: ReadonlyMap<string, Uint8Array>, step: BoundStep): DescribeContext {
  return {
    environment: bound.environment,
    snapshot: step.undo === 'snapshot',
    wantsUndo: step.rollback === undefined && step.undoes === undefined,
    scope: (resource) => scopeEntries(bound.scope, resource),
    connection: (resource) => bound.connections[resource],
    file(path) {
      const bytes = files.get(path)
      if (bytes) return bytes
      throw new PlanError('missing', `Cannot read "${path}" in step "${step.id}": it was not there when the plan was bound`)
    },
  }
}

/** What contexts of one active step are made of. */
export interface StepContext {
  readonly step: BoundStep
  readonly startedAt: string
  readonly signal: AbortSignal
}

/** A context that can only read. */
export function readContext(execution: Execution, { step, startedAt, signal }: StepContext): ReadContext {
  const { effects, bound, run, files } = execution
  return {
    ...describeContext(bound, files, step),
    run,
    step: step.id,
    signal,
    apart: execution.sessions.files,
    mode: 'run',
    alone: !('every' in step),
    startedAt: new Date(startedAt),
    now: () => effects.clock.now(),
    session: <Session>(resource: string) =>
      demandLive(signal, step.id).then(() => execution.sessions.open(resource, 'read') as Promise<Session>),
    wait(given) {
      const until = demandTime(step, given)
      demandPatience(step, startedAt, new Date(Math.max(until.getTime(), effects.clock.now().getTime())))
      throw new Wait(until)
    },
    note: (text) => effects.observe({ kind: 'note', step: step.id, text: execution.masker.mask(text) }),
  }
}

/** A step that would wait beyond its timeout fails at once: nobody has to wait for that. Errors: `timeout`. */
function demandPatience({ id, timeout }: BoundStep, startedAt: string, until: Date): void {
  if (timeout === undefined || until.getTime() <= Date.parse(startedAt) + timeout) return
  throw new PlanError(
    'timeout',
    `Cannot finish step "${id}": it would wait until ${until.toISOString()}, longer than its timeout of ${timeout / 1000} s`,
  )
}

/** The session of a transaction, and of which resource. */
export interface InTransaction {
  readonly resource: string
  readonly session: AsyncDisposable
}

/** What a write context adds: the unit's key, the way, and the session of the transaction it runs in. */
export interface UnitContext extends StepContext {
  readonly key: string
  readonly direction: 'apply' | 'revert'
  readonly within?: InTransaction | undefined
}

/** A context that can write, for one unit. */
export function writeContext(execution: Execution, unit: UnitContext): WriteContext {
  const { within, signal, step } = unit
  return {
    ...readContext(execution, unit),
    key: unit.key,
    direction: unit.direction,
    session: async <Session>(resource: string) => {
      await demandLive(signal, step.id)
      if (within?.resource === resource) return within.session as Session
      return (await execution.claimed.writable(resource)) as Session
    },
  }
}

async function demandLive(signal: AbortSignal, step: string): Promise<void> {
  if (signal.aborted) throw new PlanError('interrupted', `Cannot go on with step "${step}": it was stopped`, { cause: signal.reason })
}
