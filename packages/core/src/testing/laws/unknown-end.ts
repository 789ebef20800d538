import { nothingDone, PlanError, type Value } from '../../model/index.ts'
import { demand, demandReverted, endsWithin } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { applyAll, captured, changesOf, type Done, keyOf, revertAll } from '../stage/walk.ts'
import { type Law, undoes } from './law.ts'

/** A unit of which nobody knows how it ended can be backed out. */
export const unknownEndLaws: readonly Law[] = [
  { says: 'may be reverted where nobody knows how `apply` ended', applies: undoes, holds: revertsTheUnknown },
  { says: 'is put back wherever it was stopped', applies: undoes, holds: revertsTheStopped },
]

/** Of a unit outside of any transaction the engine may know no more than what was captured: neither whether it happened nor its after-state. */
async function revertsTheUnknown(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const changes = await changesOf(stage)
  const [first] = changes
  if (!first || changes.some(({ transaction }) => transaction !== undefined)) return
  const undo = await captured(stage, first.unit, stage.context('write', { key: keyOf(0) }))
  if (undo.length === 0) return
  demandReverted(await revertLost(stage, undo, 1), 'a revert with `after: null` of a unit that did not happen')
  demand(
    (await stage.fingerprint()) === before,
    'The revert of a unit that did not happen changed something: compare with what was captured',
  )
  const done = await applyAll(stage)
  for (const unit of done.toReversed()) {
    demandReverted(await revertLost(stage, unit.undo, unit.number + 2), 'a revert with `after: null` of a unit that did happen')
  }
  demand(
    (await stage.fingerprint()) === before,
    'After a revert with `after: null` something is not as it was: take what `revert` needs from what was captured',
  )
}

/** What `apply` had begun when it was stopped is taken back, whenever that was. */
async function revertsTheStopped(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const [first] = await changesOf(stage)
  if (!first || first.transaction !== undefined) return
  const undo = await captured(stage, first.unit, stage.context('write', { key: keyOf(0) }))
  for (let times = 1; times <= mostStops; times++) {
    const stopped = stage.again()
    stopped.stopInTheMiddle(times)
    const applying = stage.type.apply(first.unit, stopped.context('write', { key: keyOf(0) }))
    const ended = await endsWithin(
      applying,
      stage.patience,
      '`apply` goes on after it was stopped: listen to `context.signal` wherever it waits',
    )
    if (ended.status === 'rejected') await demandKept(stage, before, ended.reason)
    demandReverted(await revertLost(stage.again(), undo, times), 'a revert with `after: null` of a unit that was stopped')
    demand(
      (await stage.fingerprint()) === before,
      'After the revert of a unit that was stopped in the middle something is not as it was: save all that `apply` may change before it begins',
    )
    if (ended.status === 'fulfilled') return
  }
}

/** The codes of some errors are a promise. */
async function demandKept(stage: Stage, before: string, error: unknown): Promise<void> {
  const code = error instanceof PlanError ? error.code : ''
  demand(
    !nothingDone.has(code) || (await stage.fingerprint()) === before,
    `\`apply\` was stopped and threw "${code}", which promises that nothing was done, after it had changed something: throw what the session threw, or "failed"`,
  )
}

/** How often the step is stopped, each time later. */
const mostStops = 20

async function revertLost(stage: Stage, undo: readonly Value[], round: number): ReturnType<typeof revertAll> {
  const lost: Done = { unit: null, undo, after: null, result: null, transaction: undefined, number: 0 }
  return revertAll(stage, [lost], round)
}
