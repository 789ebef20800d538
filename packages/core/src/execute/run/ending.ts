import { type Ending, type Failure, type RunEvent, shortList, type Waiting } from '../../model/index.ts'
import type { Outcome } from '../effects.ts'
import type { OpenRun } from './open-run.ts'
import { stillThere } from './still-there.ts'

/** What there is to say of an end. `reason`: why a person should look all the same. */
export interface Conclusion {
  readonly failure?: Failure | undefined
  readonly reason?: string | undefined
}

/** Journals the end of a run, and what of it is still in effect, and gives up its claims on resources. The ledger stays for as long as the run may be backed out. */
export async function finish(
  { execution, claim }: OpenRun,
  ending: Exclude<Ending, 'paused'>,
  { failure, reason }: Conclusion = {},
): Promise<Outcome> {
  const { run, recorder, masker } = execution
  const left = ending === 'succeeded' ? [] : stillThere(execution)
  if (ending !== 'rolled-back') await execution.claimed.release(ending !== 'succeeded')
  const told = reason ?? (left.length > 0 ? `still in effect: ${shortList(left)}` : undefined)
  await recorder.record([{ kind: 'run-finished', ending, failure, reason: told }], 'durable')
  claim.letGo()
  return { run, state: recorder.state, ending, left, failure, reason: told && masker.mask(told) }
}

/** Why a run is left to a person, and at which step; `decide` is one that goes neither on nor back until a person has said what became of it. */
export interface Decision {
  readonly step: string
  readonly reason: string
  readonly decide?: string | undefined
  readonly failure?: Failure | undefined
}

/** Leaves a run to a person, on record. Only the run's own claim stays held: nobody works on it. */
export async function pause({ execution }: OpenRun, { step, reason, decide, failure }: Decision): Promise<Outcome> {
  const { run, recorder, masker } = execution
  await recorder.record([{ kind: 'paused', reason, step, decide }], 'durable')
  // What cannot be given up now ends with its lease.
  await execution.claimed.release(false).catch(() => undefined)
  const left = stillThere(execution)
  return { run, state: recorder.state, ending: 'paused', reason: masker.mask(reason), step, decide, left, failure }
}

/** Why a run stops for now, in either direction. */
export type Suspension =
  | { readonly kind: 'waiting'; readonly waits: readonly Waiting[] }
  | { readonly kind: 'interrupted'; readonly reason: string }

/** Law: waiting does not hold a machine: what is held is released, except the run's claim. */
export async function suspend({ execution }: OpenRun, why: Suspension): Promise<Outcome> {
  const { run, masker, recorder } = execution
  await execution.claimed.release(false)
  if (why.kind === 'interrupted') {
    await recorder.record([{ kind: 'interrupted', reason: why.reason }], 'durable')
    return { run, state: recorder.state, ending: 'interrupted', reason: masker.mask(why.reason), left: [] }
  }
  const waits = withoutRepeats(why.waits.toSorted(soonest))
  // What is waited for first comes last: it is what a reader of the journal's end learns.
  const events = waits.toReversed().map((waiting): RunEvent => ({ kind: 'waiting-began', waiting }))
  await recorder.record(events, 'durable')
  return { run, state: recorder.state, ending: 'waiting', waiting: waits[0]!, left: [] }
}

/** Of several waits, a time that comes is told before a sign-off, and an earlier one before a later one. */
function soonest(a: Waiting, b: Waiting): number {
  const timeOf = (waiting: Waiting): number => (waiting.for === 'time' ? Date.parse(waiting.resumeAfter) : Number.MAX_SAFE_INTEGER)
  return timeOf(a) - timeOf(b)
}

/** Any number of steps may wait for the same: the first of them stands for all. */
function withoutRepeats(waits: readonly Waiting[]): readonly Waiting[] {
  const groups = Map.groupBy(waits, (waiting) => (waiting.for === 'time' ? waiting.resumeAfter : waiting.requirement))
  return [...groups.values()].map(([first]) => first!)
}
