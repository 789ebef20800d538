import { type BoundInvariant, type Failure, PlanError, type Value } from '../../model/index.ts'
import { allChanges, demandApplied } from '../../plugin/answers.ts'
import { attemptInTime } from '../supervise/attempt.ts'
import { passesCondition } from '../step/condition.ts'
import type { Execution } from '../unit/execution.ts'
import { readContext } from '../unit/context.ts'
import { AssertFailed, failureOf } from '../supervise/failure.ts'
import { boundInput, typeOf } from '../step/start-step.ts'
import { judgedOutput } from '../step/step-output.ts'

/** Samples invariants while steps run. Disposing stops, and waits for samples under way. */
export interface Watch extends AsyncDisposable {
  /** What was breached, once something was. */
  readonly breach: () => Breach | undefined
  /** Asks each of them for the last time, since the steps are done; one that fails is asked until it holds, is breached, or the run is to stop: gives one that did not hold then. */
  settle(): Promise<BoundInvariant | undefined>
}

/** An invariant that did not hold, and how. */
export interface Breach {
  readonly invariant: BoundInvariant
  readonly error: PlanError
}

/** Begins to sample all invariants: at once, then every `every` ms. A breach halts what is in flight. */
export async function watchInvariants(execution: Execution): Promise<Watch> {
  const [ended, done] = [new AbortController(), new AbortController()]
  execution.halt.signal.addEventListener('abort', () => ended.abort(execution.halt.signal.reason))
  const found: { breach?: Breach } = {}
  const breached = (breach: Breach): void => {
    found.breach ??= breach
    execution.halt.abort(breach.error)
  }
  const watching: Watching = { execution: { ...execution, halt: ended }, done: done.signal, breached }
  const loops = execution.bound.invariants.map((invariant) => sampleLoop(watching, invariant))
  // An error of the journal itself: it stops the run now, and whatever is to be recorded of its end meets it again.
  for (const { rest } of loops) rest.catch((cause: unknown) => execution.halt.abort(cause))
  await Promise.all(loops.map(({ first }) => first))
  return {
    breach: () => found.breach,
    async settle() {
      done.abort()
      const held = await Promise.all(loops.map(({ rest }) => rest))
      return execution.bound.invariants[held.indexOf(false)]
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await Promise.allSettled(loops.map(({ rest }) => rest))
    },
  }
}

interface Watching {
  /** Halted with the run, and when the watch ends. */
  readonly execution: Execution
  /** Aborted when the steps are done. */
  readonly done: AbortSignal
  readonly breached: (breach: Breach) => void
}

/** Samples one invariant until the watch ends; once the steps are done, until it holds, or the run is to stop. `rest` gives whether it held when it was asked last. */
function sampleLoop({ execution, done, breached }: Watching, invariant: BoundInvariant) {
  const { clock, stop, deadline } = execution.effects
  const ended = execution.halt.signal
  const tally = makeTally(execution, invariant)
  let failures = 0
  let holds = true
  const ask = async (): Promise<void> => {
    const cause = await sample(execution, invariant)
    holds = cause === undefined && !ended.aborted
    if (ended.aborted || cause === unanswered) return
    failures = cause === undefined ? 0 : failures + 1
    await tally.add(cause)
    if (failures < invariant.failureLimit) return
    const failure = failureOf(cause, execution.masker)
    await execution.recorder.record([{ kind: 'invariant-breached', step: invariant.id, failures, failure }], 'durable')
    breached({ invariant, error: new PlanError('failed', `Invariant "${invariant.id}" was breached`, { cause }) })
  }
  const first = passesCondition(execution, invariant).then((holds) => (holds ? ask().then(() => true) : false))
  const isToStop = (): boolean => stop.aborted || (deadline !== undefined && clock.now().getTime() + invariant.every > deadline.getTime())
  const rest = first.then(async (goesOn) => {
    let isLast = !goesOn
    while (!ended.aborted && !isLast) {
      await clock.sleep(invariant.every, AbortSignal.any([ended, ...(done.aborted ? [stop] : [done])]))
      if (!ended.aborted) await ask()
      isLast = done.aborted && (failures === 0 || isToStop())
    }
    await tally.tell()
    return isLast && holds
  })
  return { first, rest }
}

/** Puts on record what sampling gave: at first, whenever it changes, and at the end. */
function makeTally({ recorder, masker }: Execution, { id: step, assert }: BoundInvariant) {
  const since = { samples: 0, failures: 0 }
  let last: { readonly holds: boolean; readonly failure?: Failure } | undefined
  const tell = async (): Promise<void> => {
    if (!last || since.samples === 0) return
    const counts = { ...since }
    Object.assign(since, { samples: 0, failures: 0 })
    await recorder.record([{ kind: 'invariant-sampled', step, ...last, ...counts, assert }], 'soon')
  }
  return {
    tell,
    async add(cause: unknown): Promise<void> {
      const holds = cause === undefined
      const changed = last?.holds !== holds
      last = { holds, failure: holds ? undefined : failureOf(cause, masker) }
      since.samples += 1
      if (!holds) since.failures += 1
      if (changed) await tell()
    },
  }
}

const unanswered = Symbol('unanswered')

/** Asks, and as its `retry` says asks again; gives what the last try threw, undefined where the invariant holds, or that a signal came before it was told. */
async function sample(execution: Execution, invariant: BoundInvariant): Promise<unknown> {
  const { clock, stop } = execution.effects
  const { retry } = invariant
  const ended = execution.halt.signal
  const began = clock.now().getTime()
  for (;;) {
    const cause = await askOnce(execution, invariant)
    if (cause === undefined || !retry || ended.aborted) return cause
    if (clock.now().getTime() + retry.every > began + retry.for) return cause
    await clock.sleep(retry.every, AbortSignal.any([ended, stop]))
    if (stop.aborted) return unanswered
  }
}

async function askOnce(execution: Execution, invariant: BoundInvariant): Promise<unknown> {
  try {
    const output = await attemptInTime(execution, invariant, 'read', (timed, signal) => outputNow(timed, invariant, signal))
    if (invariant.assert === undefined) return undefined
    const { holds, operands } = await execution.binder.test(invariant.assert, invariant, output)
    return holds ? undefined : new AssertFailed(invariant.id, invariant.assert, operands)
  } catch (cause) {
    return cause
  }
}

async function outputNow(execution: Execution, invariant: BoundInvariant, signal: AbortSignal): Promise<Value> {
  const type = typeOf(execution, invariant)
  const context = {
    ...readContext(execution, { step: invariant, startedAt: execution.effects.clock.now().toISOString(), signal }),
    key: `${execution.run}/${invariant.id}`,
    direction: 'apply' as const,
    wait(): never {
      throw new PlanError(
        'invalid',
        `Cannot ask invariant "${invariant.id}": "${invariant.uses}" waits, and an invariant is about what is so now`,
      )
    },
  }
  const input = await boundInput(execution, invariant, type)
  const results: Value[] = []
  for await (const { unit } of allChanges(type, input, context)) results.push(demandApplied(type, await type.apply(unit, context)).result)
  return judgedOutput(type, results, input)
}
