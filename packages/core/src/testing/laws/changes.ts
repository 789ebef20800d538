import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Value } from '../../model/index.ts'
import type { Change, ChangeDetail } from '../../plugin.ts'
import { demand, demandSame } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { stored } from '../stage/stored.ts'
import { applyOne, changesOf, type Planned, planned } from '../stage/walk.ts'
import { always, type Law, writes } from './law.ts'

/** A preview is the run: changes say what `apply` does, and are computed without doing it. */
export const changeLaws: readonly Law[] = [
  { says: 'computes its changes without changing anything, and the same ones each time', applies: always, holds: changesReadOnly },
  { says: 'gives changes that can be read, stored and gone on from', applies: always, holds: changesAreWhole },
  { says: 'does to files what its changes show', applies: writes, holds: doesWhatItShows },
]

async function changesReadOnly(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const preview = await changesOf(stage, stage.context('read', { mode: 'preview' }))
  for (const change of preview) await change.details?.()
  const run = await changesOf(stage)
  const again = await changesOf(stage)
  demand(
    (await stage.fingerprint()) === before,
    'Computing changes changed something: `changes` and `details` only read, and `apply` does the rest',
  )
  demandSame(
    run.map(shown),
    again.map(shown),
    'The changes are others, or in another order, when they are computed again: sort what you list, and leave out times and random numbers',
  )
  demandSame(
    preview.map(shown),
    run.map(shown),
    'The changes of a preview are not those of the run: do not let them depend on context.mode',
  )
}

function shown({ unit, title, touches, transaction, checkpoint }: Change): Record<string, unknown> {
  return { unit, title, touches, transaction, checkpoint }
}

async function changesAreWhole(stage: Stage): Promise<void> {
  const all = await Array.fromAsync(planned(stage))
  for (const { change } of all) {
    const { unit, title, checkpoint, reached } = change
    demand(typeof title === 'string' && title.trim() !== '', 'A change has no title: say in one line what its unit does')
    stored(unit, 'unit')
    if (checkpoint !== undefined) stored(checkpoint, 'checkpoint')
    demand(
      reached === undefined || (reached >= 0 && reached <= 1),
      `The change "${title}" is said to have reached ${reached}: give how far it gets through all there is to look at, from 0 to 1`,
    )
  }
  for (const [index, { change, partition }] of all.entries()) {
    demand(
      change.checkpoint !== undefined || !goesOn(all, index, partition),
      `The change "${change.title}" has no checkpoint and is not the last of its partition: after a crash the engine would take the step for done, and leave out the rest. Give each change but the last a \`checkpoint\``,
    )
  }
}

function goesOn(all: readonly Planned[], index: number, partition: Value | undefined): boolean {
  return all.slice(index + 1).some((later) => later.partition === partition)
}

/** What a reviewer is shown of a file is what is in it before, and after. */
async function doesWhatItShows(stage: Stage): Promise<void> {
  let number = 0
  for await (const { change } of planned(stage)) {
    const files = ((await change.details?.()) ?? []).filter((detail) => detail.kind === 'file' && detail.binary !== true)
    for (const file of files) demandContent(stage, change, file as FileDetail, 'before')
    await applyOne(stage, change, number++)
    for (const file of files) demandContent(stage, change, file as FileDetail, 'after')
  }
}

type FileDetail = Extract<ChangeDetail, { readonly kind: 'file' }>

function demandContent({ world }: Stage, { title }: Change, { path, movedFrom, ...contents }: FileDetail, when: 'before' | 'after'): void {
  const from = join(world.root, when === 'before' ? (movedFrom ?? path) : path)
  const found = existsSync(from) ? readFileSync(from, 'utf8') : null
  demandSame(
    found,
    contents[when],
    `The change "${title}" shows something else of "${path}" than what is there ${when} it is applied: let \`apply\` use the unit that \`details\` shows, and nothing else`,
  )
}
