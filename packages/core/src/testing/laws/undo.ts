import { messageOf } from '../../model/index.ts'
import type { StepCase } from '../case.ts'
import { demand, demandReverted } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { applyAll, changesOf, captured, type Done, keyOf, revertAll } from '../stage/walk.ts'
import { type Law, undoes } from './law.ts'

/** Whatever was applied can be backed out. */
export const undoLaws: readonly Law[] = [
  {
    says: 'saves its undo without touching anything',
    applies: (traits, { type }) => undoes(traits) && type.capture !== undefined,
    holds: capturesOnly,
  },
  { says: 'puts everything back on revert, from what was stored as JSON', applies: undoes, holds: revertsToIdentity },
  { says: 'may be reverted again after a crash', applies: undoes, holds: revertsTwice },
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

async function detectsConflict(stage: Stage, given: StepCase): Promise<void> {
  demand(given.edit !== undefined, 'The case needs an `edit`, which changes what the step changed, so that a conflict can be looked for')
  const done = await applyAll(stage)
  await given.edit(stage.world)
  for (const unit of done.toReversed()) {
    if (await conflicts(stage, unit)) return
  }
  demand(
    false,
    "Somebody else's edit was reverted over: compare with the after-state first, and return { conflict: … } where it is neither before nor after",
  )
}

/** Whether a unit is one that was edited; what came after it is taken back before it, as in a rollback. */
async function conflicts(stage: Stage, unit: Done): Promise<boolean> {
  const edited = await stage.fingerprint()
  const reverting = revertAll(stage, [unit])
  await reverting.catch((error: unknown) =>
    demand(false, `\`revert\` throws where somebody edited (${messageOf(error)}): return { conflict: … }, which says what is in the way`),
  )
  const ended = await reverting
  if (ended === 'reverted') return false
  demand(ended.conflict.length > 0, 'The conflict has no text: say what is in the way')
  demand(
    (await stage.fingerprint()) === edited,
    'Something was touched in spite of the conflict: compare everything before the first write',
  )
  return true
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
