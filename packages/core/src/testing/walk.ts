import { decodeValue, encodeValue, type Json, type Value } from '../model/index.ts'
import type { AnyResourceDriver, Change, ReadContext, UnitKey, WriteContext } from '../plugin.ts'
import type { Stage } from './stage.ts'

/** A unit that was applied, with all that is stored of it. */
export interface Done {
  readonly unit: Value
  readonly undo: readonly Value[]
  readonly after: Value
  readonly result: Value
  readonly transaction: string | undefined
  readonly number: number
}

/** All changes of a step, computed and not applied. */
export async function changesOf(stage: Stage, context: ReadContext = stage.context('read')): Promise<readonly Change[]> {
  const all: Change[] = []
  for (const partition of await partitionsOf(stage, context)) {
    const from = partition === undefined ? {} : { partition }
    for await (const change of stage.type.changes(stage.input, context, from) as AsyncIterable<Change>) all.push(change)
  }
  return all
}

/** Runs a step as the engine does: each unit is captured and applied before the next one is computed. What is stored goes through JSON. */
export async function applyAll(stage: Stage): Promise<readonly Done[]> {
  const done: Done[] = []
  const context = stage.context('read')
  for (const partition of await partitionsOf(stage, context)) {
    const from = partition === undefined ? {} : { partition }
    for await (const change of stage.type.changes(stage.input, context, from) as AsyncIterable<Change>) {
      done.push(await applyOne(stage, change, done.length))
    }
  }
  return done
}

/** Applies one unit, in its transaction if it names one. */
export async function applyOne(stage: Stage, change: Pick<Change, 'unit' | 'transaction'>, number: number): Promise<Done> {
  const unit = stored(change.unit)
  const key = `run-1/step/${number}`
  const work = async (context: WriteContext): Promise<Done> => {
    const before: Value[] = []
    if (stage.type.capture) for await (const piece of stage.type.capture(unit, context)) before.push(stored(piece as Value))
    const { result, after, undo } = await stage.type.apply(unit, context)
    for await (const piece of undo ?? []) before.push(stored(piece as Value))
    return { unit, undo: before, after: stored(after ?? null), result: stored(result), transaction: change.transaction, number }
  }
  return within(stage, change.transaction, key, 'apply', work)
}

/** Reverts units, newest first, each until the first conflict. */
export async function revertAll(stage: Stage, done: readonly Done[], round = 1): Promise<'reverted' | { readonly conflict: string }> {
  for (const { undo, after, transaction, number } of done.toReversed()) {
    const key = `run-1/step/${number}~revert${round}`
    const work = async (context: WriteContext): Promise<'reverted'> => {
      const ended = await stage.type.revert!(undo, after, context)
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

/** The step's output from what its units gave. */
export async function outputOf(stage: Stage, done: readonly Done[]): Promise<Value> {
  const results = (async function* () {
    for (const { result } of done) yield result
  })()
  return (await stage.type.finish(results, stage.input)) as Value
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
  const session = await stage.session(transaction, 'write')
  const epoch = await claimOnce(stage, driver, session)
  const body = (inside: AsyncDisposable): Promise<T> =>
    work(
      stage.context('write', {
        key,
        direction,
        session: async (resource) => (resource === transaction ? inside : stage.session(resource, 'write')),
      }),
    )
  return driver.transact!<T>(session, unitKey(key), epoch, body)
}

function unitKey(key: string): UnitKey {
  return { key, run: 'run-1', plan: 'conformance', environment: 'local' }
}

const epochs = new WeakMap<AsyncDisposable, Promise<number>>()

function claimOnce(stage: Stage, driver: AnyResourceDriver, session: AsyncDisposable): Promise<number> {
  const owner = { run: 'run-1', plan: 'conformance', environment: 'local', holder: 'conformance', lease: 30_000 }
  const known = epochs.get(session) ?? Promise.resolve(driver.claim?.(session, owner) ?? 0)
  if (!epochs.has(session)) stage.world.defer(() => driver.release?.(session, owner, { last: true }))
  epochs.set(session, known)
  return known
}

async function partitionsOf(stage: Stage, context: ReadContext): Promise<readonly (Value | undefined)[]> {
  return stage.type.partitions ? stage.type.partitions(stage.input, context) : [undefined]
}

/** What comes back of a value that was stored. */
function stored(value: Value): Value {
  return decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as Json)
}
