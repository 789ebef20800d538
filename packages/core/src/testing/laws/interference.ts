import { isDeepStrictEqual } from 'node:util'
import { nothingDone, PlanError } from '../../model/index.ts'
import type { StepCase } from '../case.ts'
import { demand } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { applyOne, changesOf } from '../stage/walk.ts'
import { type Law, writes } from './law.ts'

/** What somebody else does between a change and its effect. */
export const interferenceLaws: readonly Law[] = [
  { says: 'refuses a unit where things are no longer as its change saw them', applies: writes, holds: refusesWhatIsPast },
]

/** A unit that would be another one after the edit says by that that it depends on what was edited. */
async function refusesWhatIsPast(stage: Stage, given: StepCase): Promise<void> {
  const seen = await changesOf(stage)
  if (!(await isEdited(stage, given))) return
  const edited = await stage.fingerprint()
  const now = await changesOf(stage.again()).catch(() => [])
  for (const [number, change] of seen.entries()) {
    if (now.some(({ unit }) => isDeepStrictEqual(unit, change.unit))) continue
    const ended = await applyOne(stage.again(), change, number).catch((error: unknown) => error)
    const about = `Somebody edited what the change "${change.title}" is about, and it was applied all the same`
    demand(ended instanceof Error, `${about}: compare with what the unit says was there, and throw a PlanError with code "conflict"`)
    demand(
      change.transaction !== undefined || (ended instanceof PlanError && nothingDone.has(ended.code)),
      `Somebody edited what the change "${change.title}" is about, and \`apply\` fails with ${String(ended)}: throw a PlanError with code "conflict", which promises that nothing was done`,
    )
    demand((await stage.fingerprint()) === edited, `${about}, and refused too late: compare before the first write`)
  }
}

/** The edit of a case is one of what the step has done; where there is nothing of that yet, it may not be possible. */
async function isEdited({ world }: Stage, { edit }: StepCase): Promise<boolean> {
  try {
    await edit?.(world)
    return edit !== undefined
  } catch {
    return false
  }
}
