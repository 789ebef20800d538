import { PlanError } from '../../model/index.ts'
import { demand, demandRefusal, endsWithin } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { applyAll, applyOne, changesOf, revertAll } from '../stage/walk.ts'
import { always, type Law, traitsOf, undoes, writes } from './law.ts'

/** Stopping, and what is out of scope. */
export const stoppingLaws: readonly Law[] = [
  { says: 'does nothing once it is stopped', applies: always, holds: doesNothingOnceStopped },
  { says: 'ends when it is stopped in the middle', applies: writes, holds: endsWhenStopped },
  { says: 'puts nothing back once it is stopped', applies: undoes, holds: revertsNothingOnceStopped },
  { says: 'is refused by an empty scope', applies: ({ touches }) => touches.length > 0, holds: refusedOutOfScope },
]

const listen = 'listen to `context.signal` wherever it waits, and go through sessions'

async function doesNothingOnceStopped(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const [first] = await changesOf(stage)
  stage.stop()
  if (!first || (await traitsOf(stage)).touches.length === 0) return
  const ended = await endsWithin(applyOne(stage, first, 0), stage.patience, `\`apply\` goes on after it was stopped: ${listen}`)
  demand(ended.status === 'rejected', `\`apply\` takes no notice that it was stopped before it began: ${listen}`)
  demand((await stage.fingerprint()) === before, `\`apply\` changed something after it was stopped: ${listen}`)
}

/** It may end what it has in hand, or give up: but it must end. */
async function endsWhenStopped(stage: Stage): Promise<void> {
  const [first] = await changesOf(stage)
  if (!first) return
  stage.stopInTheMiddle()
  const applying = applyOne(stage, first, 0)
  const soon = setTimeout(stage.stop, 50)
  try {
    await endsWithin(applying, stage.patience, `\`apply\` goes on after it was stopped in the middle: ${listen}`)
  } finally {
    clearTimeout(soon)
  }
}

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

async function refusedOutOfScope(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  stage.narrow()
  const advice = 'With nothing in scope it should have been refused: reach resources through `context.session` alone'
  // A step that only sees what is in scope, and so finds nothing to do, has done as it should.
  const blind = async (): Promise<void> => {
    if ((await applyAll(stage)).length === 0) throw new PlanError('out-of-scope', 'It finds nothing')
  }
  await demandRefusal(blind, ['out-of-scope'], advice)
  demand(
    (await stage.fingerprint()) === before,
    'It changed something that is not in scope: reach resources through `context.session` alone',
  )
}
