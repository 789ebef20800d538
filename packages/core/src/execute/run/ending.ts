import type { Ending, Failure, RunEvent, Waiting } from '../../model/index.ts'
import type { Outcome } from '../effects.ts'
import type { OpenRun } from './open-run.ts'
import { stillThere } from './still-there.ts'

/** What there is to say of an end. `reason`: why a person should look all the same. */
export interface Conclusion {
  readonly failure?: Failure | undefined
  readonly reason?: string | undefined
}

/** Journals the end of a run and gives up its claims on resources. The ledger stays for as long as the run may be backed out. */
export async function finish(
  { execution, claim }: OpenRun,
  ending: Exclude<Ending, 'paused'>,
  { failure, reason }: Conclusion = {},
): Promise<Outcome> {
  const left = ending === 'succeeded' ? [] : stillThere(execution)
  if (ending !== 'rolled-back') await execution.claimed.release(ending !== 'succeeded')
  const why = { ...(failure && { failure }), ...(reason !== undefined && { reason }) }
  await execution.recorder.record([{ kind: 'run-finished', ending, ...why }], 'durable')
  claim.letGo()
  return { run: execution.run, ending, left, ...why, ...(reason !== undefined && { reason: execution.masker.mask(reason) }) }
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
  const why = { step, ...(decide !== undefined && { decide }) }
  await recorder.record([{ kind: 'paused', reason, ...why }], 'durable')
  // What cannot be given up now ends with its lease.
  await execution.claimed.release(false).catch(() => undefined)
  return { run, ending: 'paused', reason: masker.mask(reason), ...why, left: stillThere(execution), ...(failure && { failure }) }
}

/** Why a run stops for now, in either direction. */
export type Suspension =
  | { readonly kind: 'waiting'; readonly waiting: Waiting; readonly others: readonly Waiting[] }
  | { readonly kind: 'interrupted'; readonly reason: string }

/** Law: waiting does not hold a machine: what is held is released, except the run's claim. */
export async function suspend({ execution }: OpenRun, why: Suspension): Promise<Outcome> {
  const { run, masker } = execution
  await execution.claimed.release(false)
  await execution.recorder.record(suspensionEvents(why), 'durable')
  return why.kind === 'waiting'
    ? { run, ending: 'waiting', waiting: why.waiting, left: [] }
    : { run, ending: 'interrupted', reason: masker.mask(why.reason), left: [] }
}

/** What is waited for first comes last: it is what a reader of the journal's end learns. */
function suspensionEvents(why: Suspension): readonly RunEvent[] {
  if (why.kind === 'interrupted') return [{ kind: 'interrupted', reason: why.reason }]
  const first = whatFor(why.waiting)
  const others = new Map(why.others.toReversed().map((waiting) => [whatFor(waiting), waiting]))
  return [...[...others].flatMap(([what, waiting]) => (what === first ? [] : [waiting])), why.waiting].map((waiting) => ({
    kind: 'waiting-began',
    waiting,
  }))
}

/** Any number of steps may wait for the same. */
function whatFor(waiting: Waiting): string {
  return waiting.for === 'time' ? waiting.resumeAfter : waiting.requirement
}
