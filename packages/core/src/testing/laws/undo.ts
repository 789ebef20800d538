import { nothingDone, PlanError, type Value } from '../../model/index.ts'
import type { StepCase } from '../case.ts'
import { demand, endsWithin } from '../demand.ts'
import type { Stage } from '../stage.ts'
import { applyAll, changesOf, captured, type Done, keyOf, revertAll } from '../walk.ts'
import { type Law, undoes } from './law.ts'

const outsideTransactions = 'where nobody knows how `apply` ended'

/** Whatever was applied can be backed out. */
export const undoLaws: readonly Law[] = [
  {
    says: 'saves its undo without touching anything',
    applies: (traits, { type }) => undoes(traits) && type.capture !== undefined,
    holds: capturesOnly,
  },
  { says: 'puts everything back on revert, from what was stored as JSON', applies: undoes, holds: revertsToIdentity },
  { says: 'may be reverted again after a crash', applies: undoes, holds: revertsTwice },
  { says: `may be reverted ${outsideTransactions}`, applies: undoes, holds: revertsTheUnknown },
  { says: 'is put back wherever it was stopped', applies: undoes, holds: revertsTheStopped },
  { says: 'puts nothing back once it is stopped', applies: undoes, holds: revertsNothingOnceStopped },
  { says: 'reports a conflict, and touches nothing, when somebody edited in between', applies: undoes, holds: detectsConflict },
  {
    says: 'drops what was set aside, twice if need be, and nothing else',
    applies: (traits, { type }) => undoes(traits) && type.discard !== undefined,
    holds: discards,
  },
]

/** The undo is made durable after `capture` and before `apply`: what `capture` did would be lost by a crash in between. */
async function capturesOnly(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const [first] = await changesOf(stage)
  if (!first || first.transaction !== undefined) return
  await captured(stage, first.unit, stage.context('write', { key: keyOf(0) }))
  demand(
    (await stage.fingerprint()) === before,
    '`capture` changed something, before its undo is on record: let it only read, and leave the effect to `apply`',
  )
}

async function revertsToIdentity(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  demandReverted(await revertAll(stage, await applyAll(stage)), 'a revert right after the apply')
  demand(
    (await stage.fingerprint()) === before,
    'After the revert something is not as it was: save all that `apply` changes in `capture`, and put all of it back in `revert`',
  )
}

async function revertsTwice(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const done = await applyAll(stage)
  await revertAll(stage, done, 1)
  demandReverted(await revertAll(stage, done, 2), 'a second revert, as after a crash')
  demand((await stage.fingerprint()) === before, 'A second revert changed something more: leave alone what is as it was already')
}

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

/** Also a process that was taken over is stopped: what it went on to put back, its successor would put back, too. */
async function revertsNothingOnceStopped(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const applied = await stage.fingerprint()
  const stopped = stage.again()
  stopped.stop()
  const reverting = revertAll(stopped, done.slice(-1))
  const ended = await endsWithin(
    reverting,
    stage.patience,
    '`revert` goes on after it was stopped: listen to `context.signal` wherever it waits',
  )
  const advice = 'reach resources through `context.session` alone'
  demand((await stage.fingerprint()) === applied, `\`revert\` changed something after it was stopped: ${advice}`)
  demand(ended.status === 'rejected', `\`revert\` takes no notice that it was stopped before it began: ${advice}`)
}

async function revertLost(stage: Stage, undo: readonly Value[], round: number): ReturnType<typeof revertAll> {
  const lost: Done = { unit: null, undo, after: null, result: null, transaction: undefined, number: 0 }
  return revertAll(stage, [lost], round)
}

function demandReverted(ended: Awaited<ReturnType<typeof revertAll>>, when: string): void {
  demand(
    ended === 'reverted',
    `${when} is said to be a conflict (${ended === 'reverted' ? '' : ended.conflict}), and nobody touched anything: accept both the state before the unit and the one after it`,
  )
}

async function detectsConflict(stage: Stage, given: StepCase): Promise<void> {
  demand(given.edit !== undefined, 'The case needs an `edit`, which changes what the step changed, so that a conflict can be looked for')
  const done = await applyAll(stage)
  await given.edit(stage.world)
  const edited = await stage.fingerprint()
  const ended = await revertAll(stage, done.slice(-1))
  demand(
    ended !== 'reverted',
    "Somebody else's edit was reverted over: compare with the after-state first, and return { conflict: … } where it is neither before nor after",
  )
  demand(ended.conflict.length > 0, 'The conflict has no text: say what is in the way')
  demand(
    (await stage.fingerprint()) === edited,
    'Something was touched in spite of the conflict: compare everything before the first write',
  )
}

async function discards(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const applied = await stage.fingerprint()
  for (const round of [1, 2]) {
    for (const { undo, number } of done) {
      if (undo.length > 0) await stage.type.discard!(undo, stage.context('write', { key: keyOf(number) }))
    }
    demand(
      (await stage.fingerprint()) === applied,
      `\`discard\` changed what the plan's scope covers${round === 2 ? ' when it was called again, as after a crash' : ''}: drop only what was set aside for the undo`,
    )
  }
}
