import type { BoundPlan } from '../../model/index.ts'
import type { RunHeader } from '../../record/index.ts'
import type { Effects } from '../effects.ts'
import { claimNames } from '../resource/claim-names.ts'
import { isOpen } from './standing.ts'

/** A run that stands open, and the name of what it holds. */
export interface Holding {
  readonly header: RunHeader
  readonly name: string
}

/** The first of these runs that stands open and holds something of what a run of the plan would claim, as far as the records tell. */
export function holdingFor(
  bound: BoundPlan,
  runs: readonly RunHeader[],
  effects: Pick<Effects, 'store' | 'root'>,
): Promise<Holding | undefined> {
  return holdingOf(claimNames(bound, '', effects.root), runs, effects)
}

/** As {@link holdingFor}, of the names that would be claimed. */
export async function holdingOf(
  names: readonly string[],
  runs: readonly RunHeader[],
  { store, root }: Pick<Effects, 'store' | 'root'>,
): Promise<Holding | undefined> {
  for (const header of runs.filter(mayHold)) {
    // Of a record that cannot be read nobody knows what it holds; whoever needs it is told.
    const frozen = await store.frozen(header.run).catch(() => undefined)
    const name = frozen && claimNames(frozen.bound, header.run, root).find((each) => names.includes(each))
    if (name !== undefined) return { header, name }
  }
  return undefined
}

/** Whether a run stands open of which a part of the record is damaged, nobody knows. */
function mayHold({ state, freed, problem }: RunHeader): boolean {
  return isOpen({ state }) && !freed && problem === undefined
}
