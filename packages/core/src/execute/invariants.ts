import { type BoundInvariant, PlanError, type Value } from '../model/index.ts'
import { demandApplied, demandChange } from '../plugin/answers.ts'
import { attempt, withinTime } from './attempt.ts'
import type { Binder } from './binding.ts'
import type { Conduct } from './conduct.ts'
import { readContext } from './context.ts'
import { AssertFailed, failureOf } from './failure.ts'
import { typeOf } from './step-hand.ts'

/** Samples invariants while steps run. Disposing stops, and waits for samples under way. */
export interface Watch extends AsyncDisposable {
  /** What was breached, once something was. */
  readonly breach: () => Breach | undefined
}

/** An invariant that did not hold, and how. */
export interface Breach {
  readonly invariant: BoundInvariant
  readonly error: PlanError
}

/** Begins to sample all invariants: at once, then every `every` ms. A breach halts what is in flight. */
export async function watchInvariants(conduct: Conduct, binder: Binder): Promise<Watch> {
  const ended = new AbortController()
  conduct.halt.signal.addEventListener('abort', () => ended.abort(conduct.halt.signal.reason))
  const watching = { ...conduct, halt: ended }
  const found: { breach?: Breach } = {}
  const breached = (breach: Breach): void => {
    found.breach ??= breach
    conduct.halt.abort(breach.error)
  }
  const loops = conduct.bound.invariants.map((invariant) => sampleLoop(watching, binder, invariant, breached))
  // An error of the journal itself: it stops the run now, and is thrown when the watch ends.
  for (const { rest } of loops) rest.catch((cause: unknown) => conduct.halt.abort(cause))
  await Promise.all(loops.map(({ first }) => first))
  return {
    breach: () => found.breach,
    async [Symbol.asyncDispose]() {
      ended.abort()
      await Promise.all(loops.map(({ rest }) => rest))
    },
  }
}

/** Samples one invariant until `conduct` is halted. */
function sampleLoop(conduct: Conduct, binder: Binder, invariant: BoundInvariant, breached: (breach: Breach) => void) {
  const ended = conduct.halt.signal
  let failures = 0
  const ask = async (): Promise<void> => {
    const cause = await sample(conduct, binder, invariant)
    failures = cause === undefined ? 0 : failures + 1
    if (cause === undefined || ended.aborted || failures < invariant.failureLimit) return
    const failure = failureOf(cause, conduct.masker)
    await conduct.recorder.record([{ kind: 'invariant-breached', step: invariant.id, failures, failure }], 'durable')
    breached({ invariant, error: new PlanError('failed', `Invariant "${invariant.id}" was breached`, { cause }) })
  }
  const first = holdsHere(binder, invariant).then((holds) => (holds ? ask().then(() => true) : false))
  const rest = first.then(async (goesOn) => {
    while (goesOn && !ended.aborted) {
      await conduct.effects.clock.sleep(invariant.every, ended)
      if (!ended.aborted) await ask()
    }
  })
  return { first, rest }
}

async function holdsHere(binder: Binder, invariant: BoundInvariant): Promise<boolean> {
  return invariant.if === undefined || (await binder.test(invariant.if, invariant)).holds
}

/** Asks, and as its `retry` says asks again; gives what the last try threw, or undefined where the invariant holds. */
async function sample(conduct: Conduct, binder: Binder, invariant: BoundInvariant): Promise<unknown> {
  const { clock } = conduct.effects
  const { retry } = invariant
  const ended = conduct.halt.signal
  const began = clock.now().getTime()
  for (;;) {
    const cause = await askOnce(conduct, binder, invariant)
    if (cause === undefined || !retry || ended.aborted) return cause
    if (clock.now().getTime() + retry.every > began + retry.for) return cause
    await clock.sleep(retry.every, ended)
  }
}

async function askOnce(conduct: Conduct, binder: Binder, invariant: BoundInvariant): Promise<unknown> {
  try {
    const output = await withinTime(conduct, invariant, (timed) =>
      attempt(timed, invariant, 'read', (signal) => outputNow(timed, binder, invariant, signal)),
    )
    if (invariant.assert === undefined) return undefined
    const { holds, operands } = await binder.test(invariant.assert, invariant, output)
    return holds ? undefined : new AssertFailed(invariant.id, invariant.assert, operands)
  } catch (cause) {
    return cause
  }
}

async function outputNow(conduct: Conduct, binder: Binder, invariant: BoundInvariant, signal: AbortSignal): Promise<Value> {
  const type = typeOf(conduct, invariant)
  const context = {
    ...readContext(conduct, { step: invariant, startedAt: conduct.effects.clock.now().toISOString(), signal }),
    key: `${conduct.run}/${invariant.id}`,
    direction: 'apply' as const,
  }
  const input = await binder.expand(invariant.with, invariant)
  const results: Value[] = []
  for (const partition of type.partitions ? await type.partitions(input, context) : [undefined]) {
    const from = partition === undefined ? {} : { partition }
    for await (const change of type.changes(input, context, from))
      results.push(demandApplied(type, await type.apply(demandChange(type, change).unit, context)).result)
  }
  return type.finish(values(results), input)
}

async function* values(results: readonly Value[]): AsyncIterable<Value> {
  yield* results
}
