import type { Traits } from '../../plugin.ts'
import type { StepCase } from '../case.ts'
import type { Stage } from '../stage/stage.ts'

/** One law of the contract, as a test of one case. `applies` says for which traits it means something. */
export interface Law {
  readonly says: string
  applies(traits: Traits, stage: Stage): boolean
  holds(stage: Stage, given: StepCase): Promise<void>
}

/** For every input. */
export const always = (): boolean => true
/** Where it writes. */
export const writes = ({ effect }: Traits): boolean => effect === 'write'
/** Where it writes, and has an undo of its own: derived, or a copy. */
export const undoes = ({ effect, undo }: Traits): boolean => effect === 'write' && (undo.kind === 'derived' || undo.kind === 'snapshot')

/** What a step type says of its input, now that it is bound. */
export async function traitsOf(stage: Stage): Promise<Traits> {
  return stage.type.describe(stage.input, stage.context('read'))
}
