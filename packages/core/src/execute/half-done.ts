import { PlanError } from '../model/index.ts'
import type { Conduct } from './conduct.ts'

/** Whether any writing step had a unit that may have had an effect. */
export function touched({ recorder }: Pick<Conduct, 'recorder'>): boolean {
  return [...recorder.state.steps.values()].some(
    ({ effect, units }) => effect === 'write' && [...units.values()].some(({ phase }) => phase !== 'absent'),
  )
}

/** Works on a run. `failed` means that nothing is left half done: where something may be, an error that ends the work (a record that cannot be written) is `unknown`. */
export async function sayingHalfDone<T>(conduct: Conduct, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof PlanError) || cause.code !== 'failed' || !touched(conduct)) throw cause
    throw new PlanError('unknown', cause.message, { cause, ...(cause.hint && { hint: cause.hint }) })
  }
}
