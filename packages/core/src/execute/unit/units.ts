import { decodeValue, encodeValue, fileWritten, type Json, PlanError, type Value } from '../../model/index.ts'
import type { Change } from '../../plugin.ts'
import { changesOf, lanesOf } from '../../plugin/answers.ts'
import type { UnitState } from '../../record/index.ts'
import { applyUnit } from './apply-unit.ts'
import type { Execution } from './execution.ts'
import { readContext } from './context.ts'
import { demandGoingOn } from './stop.ts'
import { codeOf } from '../supervise/failure.ts'
import { actAs } from '../supervise/guard.ts'
import type { ActiveStep, UnitToApply } from './active-step.ts'
import { isInDoubt } from './settle.ts'
import { readContent } from './unit-content.ts'
import { keyOfUnit, lastNumber } from '../journal/unit-keys.ts'

/** Works through all units of a step that are still to be done, lane by lane; gives the results of all of them, in order. */
export async function applyUnits(execution: Execution, active: ActiveStep, signal: AbortSignal): Promise<readonly Value[]> {
  const { type, state, step, input } = active
  const context = readContext(execution, { step, startedAt: state.startedAt, signal })
  const lanes = await lanesOf(type, input, context)
  const progress = {
    done: [...state.units.values()].filter(({ phase }) => phase === 'applied').length,
    total: undefined,
    reached: undefined,
  }
  const numbers = { next: lastNumber(state.units) + 1 }
  const read: Value[] = []
  const known = Map.groupBy(state.units.values(), (unit) => laneOf(unit.partition))
  await inParallel(lanes, execution.effects.concurrency ?? 64, (partition) =>
    applyLane(execution, active, { partition, known: numbersIn(known, execution, partition), context, progress, numbers, read }),
  )
  return active.traits.effect === 'none' ? read : journalledResults(execution, active)
}

/** What the units of a step gave, in order, from the journal. One that a person leaves as it is counts as done, and nobody knows what it gave. */
export function journalledResults({ masker }: Execution, { state }: ActiveStep): readonly Value[] {
  return [...state.units.values()]
    .toSorted((a, b) => a.number - b.number)
    .filter(({ phase }) => phase === 'applied' || phase === 'left')
    .map(({ result }) => decodeValue(masker.unseal(result)))
}

interface Lane {
  readonly partition: Value | undefined
  /** Numbers of its units that the journal knew when its turn came, in order. */
  readonly known: readonly number[]
  readonly context: ReturnType<typeof readContext>
  readonly progress: { done: number; total: number | undefined; reached: number | undefined }
  readonly numbers: { next: number }
  /** Results of a check, which the journal does not hold. */
  readonly read: Value[]
}

async function applyLane(execution: Execution, active: ActiveStep, lane: Lane): Promise<void> {
  const known = unitsOf(active, lane)
  for (const unit of known) {
    if ((unit.phase !== 'absent' && !isInDoubt(unit)) || unit.transaction !== undefined) continue
    // Of a lane the last unit alone can be left over, except where a person says that one before did not happen.
    if (unit === known.at(-1)) await applyLeftOver(execution, active, lane, unit)
    else if (unit.decided || isInDoubt(unit)) await applyOne(execution, active, lane, await again(execution, active, unit))
  }
  const last = unitsOf(active, lane).findLast(({ phase }) => phase === 'applied' || phase === 'left')
  if (last && last.checkpoint === undefined) return
  const checkpoint = last?.checkpoint === undefined ? undefined : decodeValue(execution.masker.unseal(last.checkpoint))
  let before: Change | undefined
  for await (const change of changesOf(active.type, active.input, lane.context, { partition: lane.partition, checkpoint })) {
    if (before && before.checkpoint === undefined && active.traits.effect !== 'none') throw lost(active, before, change)
    before = change
    if (change.total !== undefined) lane.progress.total = change.total
    lane.progress.reached = change.reached
    demandCommitted(execution, active, change)
    await applyOne(execution, active, lane, planned(execution, active, change, lane))
  }
}

/** Where what a unit is about has changed meanwhile, and it did not happen, it is computed anew, as if its turn had come only now. */
async function applyLeftOver(execution: Execution, active: ActiveStep, lane: Lane, unit: UnitState): Promise<void> {
  try {
    await applyOne(execution, active, lane, await again(execution, active, unit))
  } catch (cause) {
    if (codeOf(cause) !== 'conflict' || active.state.units.get(unit.number)?.phase !== 'absent') throw cause
  }
}

/** A change without a checkpoint is the last of its lane: after a crash nobody would know of what comes behind it. */
function lost({ step, type }: ActiveStep, before: Change, change: Change): PlanError {
  return new PlanError(
    'failed',
    `Cannot go on with step "${step.id}": "${type.uses}" gives "${change.title}" after "${before.title}", which has no checkpoint to go on from`,
    { hint: 'Tell the author of the plugin: its conformance suite shows it' },
  )
}

async function applyOne(execution: Execution, active: ActiveStep, lane: Lane, unit: UnitToApply): Promise<void> {
  demandGoingOn(execution)
  lane.read.push(await applyUnit(execution, active, unit))
  lane.progress.done += 1
  const { done, total, reached } = lane.progress
  const ahead = reached ? Math.round(done / reached) - done : undefined
  execution.effects.observe({ kind: 'progress', step: active.step.id, done, total, ahead })
}

/** Law: in a protected environment what a step would write into the working tree is committed already. Errors: `refused`. */
function demandCommitted({ bound }: Execution, { step }: ActiveStep, { touches, title }: Change): void {
  if (!bound.protected || !fileWritten(touches)) return
  throw new PlanError(
    'refused',
    `Cannot apply step "${step.id}" in ${bound.environment}: it would still change files (${title}), and a protected environment takes them as committed`,
    {
      hint: `Run the plan where files may change, commit what it did (plan run --commit), and run it here on that commit`,
    },
  )
}

function unitsOf({ state }: ActiveStep, { known }: Lane): readonly UnitState[] {
  return known.map((number) => state.units.get(number)!)
}

/** The lane of a partition as the journal has it: without secrets. */
function laneOf(partition: Json | undefined): string | undefined {
  return partition === undefined ? undefined : JSON.stringify(partition)
}

/** Numbers of the units of a lane. */
function numbersIn(
  known: ReadonlyMap<string | undefined, readonly UnitState[]>,
  { masker }: Execution,
  partition: Value | undefined,
): readonly number[] {
  const sealed = partition === undefined ? undefined : masker.seal(encodeValue(partition))
  return (known.get(laneOf(sealed)) ?? []).map(({ number }) => number)
}

/**
 * A unit that did not happen is done as it was intended, under its own key. One of a transaction is not: a tombstone closed its key,
 * so it is computed anew, from the checkpoint before it, as a unit with the next number.
 */
async function again(execution: Execution, active: ActiveStep, unit: UnitState): Promise<UnitToApply> {
  const { unseal } = execution.masker
  return {
    number: unit.number,
    key: unit.key,
    title: unseal(unit.title),
    content: await readContent(execution, active, unit),
    partition: unit.partition === undefined ? undefined : decodeValue(unseal(unit.partition)),
    checkpoint: unit.checkpoint === undefined ? undefined : decodeValue(unseal(unit.checkpoint)),
  }
}

/** Does a unit once more, under its own key. Errors: whatever applying it throws. */
export async function repeatUnit(execution: Execution, active: ActiveStep, unit: UnitState): Promise<void> {
  const { signal } = execution.halt
  await actAs({ step: active.step.id, access: 'write', signal }, async () =>
    applyUnit(execution, active, await again(execution, active, unit)),
  )
}

function planned({ run }: Execution, { step }: ActiveStep, change: Change, lane: Lane): UnitToApply {
  const number = lane.numbers.next++
  return {
    number,
    key: keyOfUnit(run, step.id, number),
    title: change.title,
    content: change.unit,
    transaction: change.transaction,
    partition: lane.partition,
    checkpoint: change.checkpoint,
  }
}

/** Runs `work` on every item, at most `limit` at a time; the first error wins once all that run have ended. */
async function inParallel<Item>(items: readonly Item[], limit: number, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values()
  let failed: { readonly cause: unknown } | undefined
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return
      await work(item).catch((cause: unknown) => {
        failed ??= { cause }
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  if (failed) throw failed.cause
}
