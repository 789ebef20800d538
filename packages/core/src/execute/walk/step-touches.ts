import type { BoundStep, Value } from '../../model/index.ts'
import { stepTypeOf, type Traits } from '../../plugin.ts'
import { demandTraits } from '../../plugin/answers.ts'
import { describeContext } from '../unit/context.ts'
import type { Execution } from '../unit/execution.ts'

/** What a step would touch, as far as its input tells, which may be unbound. */
export async function stepTouches(
  { effects, bound, files }: Execution,
  step: BoundStep,
  input: Value = step.with,
): Promise<Traits['touches']> {
  const type = stepTypeOf(effects.plugins, step.uses)
  if (!type) return 'unknown'
  try {
    return demandTraits(type, await type.describe(input, describeContext(bound, files, step))).touches
  } catch {
    // An input that is not bound yet may be refused as it stands; it is asked again when its turn comes.
    return 'unknown'
  }
}
