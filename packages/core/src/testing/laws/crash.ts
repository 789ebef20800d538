import type { Value } from '../../model/index.ts'
import { demand, demandSame } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { stored } from '../stage/stored.ts'
import { applyOne, captured, changesOf, keyOf, type Planned, planned } from '../stage/walk.ts'
import { type Law, writes } from './law.ts'

/** After a crash the run goes on. */
export const crashLaws: readonly Law[] = [
  { says: 'tells whether a unit was applied', applies: (traits, { type }) => writes(traits) && type.probe !== undefined, holds: probes },
  { says: 'goes on from a checkpoint with what is left', applies: writes, holds: goesOn },
]

/** A unit of a transaction is settled by its ledger; all others are asked about, each once it is captured, and once it is applied. */
async function probes(stage: Stage): Promise<void> {
  for (const [number, change] of (await changesOf(stage)).entries()) {
    const asked = change.transaction === undefined
    if (asked) {
      await captured(stage, change.unit, stage.context('write', { key: keyOf(number) }))
      demandSame(await probe(stage, change.unit), 'absent', `"${change.title}" is not applied yet, and \`probe\` does not say "absent"`)
    }
    await applyOne(stage, change, number)
    if (!asked) continue
    const found = await probe(stage, change.unit)
    demand(
      found === 'applied' || typeof found === 'object',
      `"${change.title}" is applied, and \`probe\` says "${String(found)}": say "applied", or give what \`apply\` gave`,
    )
  }
}

async function probe(stage: Stage, unit: Value): Promise<unknown> {
  const before = await stage.fingerprint()
  const found = await stage.type.probe!(unit, stage.context('read'))
  demand((await stage.fingerprint()) === before, '`probe` changed something: it only looks')
  return found
}

/** Stops half-way, and computes the changes anew from the checkpoints that were reached, as a resume does. */
async function goesOn(stage: Stage): Promise<void> {
  const all = await Array.fromAsync(planned(stage))
  if (all.length < 2) return
  const half = Math.floor(all.length / 2)
  const reached = new Map<number, Value>()
  let number = 0
  for await (const one of planned(stage)) {
    await applyOne(stage, one.change, number++)
    if (one.change.checkpoint !== undefined) reached.set(laneOf(all, one), stored(one.change.checkpoint, 'checkpoint'))
    if (number === half) break
  }
  const left = await Array.fromAsync(planned(stage, stage.context('read'), reached))
  demandSame(
    left.filter((one) => !isDone(all.slice(0, half), one)).map(title),
    all.slice(half).map(title),
    'From its checkpoint on, the step does not go on with what is left: `changes` must honour `from.checkpoint`, and yield what comes after it, all of it and nothing before it',
  )
}

/** The number of the lane that a change is of. */
function laneOf(all: readonly Planned[], { partition }: Planned): number {
  const lanes = [...new Set(all.map((one) => JSON.stringify(one.partition)))]
  return lanes.indexOf(JSON.stringify(partition))
}

/** Whether it is of a lane that had ended: the engine does not ask such a lane again. */
function isDone(done: readonly Planned[], { partition }: Planned): boolean {
  const last = done.findLast((one) => JSON.stringify(one.partition) === JSON.stringify(partition))
  return last !== undefined && last.change.checkpoint === undefined
}

function title({ change }: Planned): string {
  return change.title
}
