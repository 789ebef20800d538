import type { Value } from '../../model/index.ts'
import type { Change, ReadContext, UnitKey, WriteContext } from '../../plugin.ts'
import { demand } from '../demand.ts'
import type { Stage } from './stage.ts'
import { stored } from './stored.ts'
import { frozen } from './world.ts'

/** A unit that was applied, with all that is stored of it. */
export interface Done {
  readonly unit: Value
  readonly undo: readonly Value[]
  readonly after: Value
  readonly result: Value
  readonly transaction: string | undefined
  readonly number: number
}

/** One change, and the lane that it is of. */
export interface Planned {
  readonly change: Change
  readonly partition: Value | undefined
}

/** Changes of a step as they are computed, lane by lane. `checkpoints` says where a lane goes on, by its number. */
export async function* planned(
  stage: Stage,
  context: ReadContext = stage.context('read'),
  checkpoints: ReadonlyMap<number, Value> = new Map(),
): AsyncIterable<Planned> {
  for (const [lane, partition] of (await partitionsOf(stage, context)).entries()) {
    const checkpoint = checkpoints.get(lane)
    const from = { partition, checkpoint }
    for await (const change of stage.type.changes(stage.input, context, from) as AsyncIterable<Change>) yield { change, partition }
  }
}

/** All changes of a step, computed and not applied. */
export async function changesOf(stage: Stage, context?: ReadContext): Promise<readonly Change[]> {
  return Array.fromAsync(planned(stage, context), ({ change }) => change)
}

/** Runs a step as the engine does: each unit is captured and applied before the next one is computed. What is stored goes through JSON. */
export async function applyAll(stage: Stage): Promise<readonly Done[]> {
  const done: Done[] = []
  for await (const { change } of planned(stage)) done.push(await applyOne(stage, change, done.length))
  return done
}

/** Applies one unit, in its transaction if it names one. */
export async function applyOne(stage: Stage, change: Pick<Change, 'unit' | 'transaction'>, number: number): Promise<Done> {
  const unit = frozen(stored(change.unit, 'unit'))
  const { transaction } = change
  const work = async (context: WriteContext): Promise<Done> => {
    const before = await captured(stage, unit, context)
    const { result, after, undo } = await stage.type.apply(unit, context)
    demand(
      undo === undefined || transaction !== undefined,
      '`apply` gives an undo outside of a transaction, where it comes too late: a crash would lose it. Save it in `capture`, or name a `transaction` in the change',
    )
    for await (const piece of undo ?? []) before.push(stored(piece, `undo[${before.length}]`))
    return { unit, undo: before, after: stored(after ?? null, 'after'), result: stored(result, 'result'), transaction, number }
  }
  return within(stage, transaction, keyOf(number), 'apply', work)
}

/** What a step type saves before a unit is applied. */
export async function captured(stage: Stage, unit: Value, context: WriteContext): Promise<Value[]> {
  const pieces: Value[] = []
  if (stage.type.capture) for await (const piece of stage.type.capture(unit, context)) pieces.push(stored(piece, `undo[${pieces.length}]`))
  return pieces
}

/** The key of a unit, by its number. */
export function keyOf(number: number): string {
  return `run-1/step/${number}`
}

/** Reverts units, newest first, each until the first conflict. */
export async function revertAll(stage: Stage, done: readonly Done[], round = 1): Promise<'reverted' | { readonly conflict: string }> {
  for (const { undo, after, transaction, number } of done.toReversed()) {
    const key = `${keyOf(number)}~revert${round}`
    const work = async (context: WriteContext): Promise<'reverted'> => {
      const ended = await stage.type.revert!(undo, after, context)
      demand(
        ended === 'reverted' || typeof (ended as { readonly conflict?: unknown } | undefined)?.conflict === 'string',
        "`revert` says neither that it reverted nor what is in the way: give 'reverted', or { conflict: … } with a text",
      )
      if (ended !== 'reverted') throw new Conflict(ended.conflict)
      return ended
    }
    try {
      await within(stage, transaction, key, 'revert', work)
    } catch (error) {
      if (error instanceof Conflict) return { conflict: error.message }
      throw error
    }
  }
  return 'reverted'
}

/** The step's output from what its units gave, if that will do. */
export async function outputOf({ type, input }: Stage, done: readonly Done[]): Promise<Value> {
  await type.judge?.(resultsOf(done), input)
  return (await type.finish(resultsOf(done), input)) as Value
}

async function* resultsOf(done: readonly Done[]): AsyncIterable<Value> {
  for (const { result } of done) yield result
}

/** A conflict leaves a transaction as an error, so that nothing of it stays. */
class Conflict extends Error {}

async function within<T>(
  stage: Stage,
  transaction: string | undefined,
  key: string,
  direction: 'apply' | 'revert',
  work: (context: WriteContext) => Promise<T>,
): Promise<T> {
  if (transaction === undefined) return work(stage.context('write', { key, direction }))
  const driver = stage.driver(transaction)
  demand(
    driver.transact !== undefined,
    `A change names ${transaction} as its transaction, and driver "${driver.kind}" has no \`transact\`: leave \`transaction\` out of the change`,
  )
  const { session, epoch } = await claimed(stage, transaction)
  const body = (inside: AsyncDisposable): Promise<T> =>
    work(
      stage.context('write', {
        key,
        direction,
        session: async (resource) => (resource === transaction ? inside : stage.session(resource, 'write')),
      }),
    )
  return driver.transact<T>(session, unitKey(key), epoch, body)
}

function unitKey(key: string): UnitKey {
  return { key, run: 'run-1', plan: 'conformance', environment: 'local' }
}

const epochs = new WeakMap<AsyncDisposable, Promise<number>>()

/** A session for writing, whose claim is taken once, as the engine does it. */
export async function claimed(stage: Stage, resource: string): Promise<{ readonly session: AsyncDisposable; readonly epoch: number }> {
  const driver = stage.driver(resource)
  const session = await stage.session(resource, 'write')
  const owner = { run: 'run-1', plan: 'conformance', environment: 'local', holder: 'conformance', lease: 30_000 }
  const known = epochs.get(session) ?? Promise.resolve(driver.claim?.(session, owner) ?? 0)
  if (!epochs.has(session)) stage.world.defer(() => driver.release?.(session, owner, { last: true }))
  epochs.set(session, known)
  return { session, epoch: await known }
}

async function partitionsOf(stage: Stage, context: ReadContext): Promise<readonly (Value | undefined)[]> {
  return stage.type.partitions ? stage.type.partitions(stage.input, context) : [undefined]
}
