import type { BoundStep, Value } from '../../model/index.ts'
import { stepTypeOf, type Traits } from '../../plugin.ts'
import { demandTraits } from '../../plugin/answers.ts'
import type { Effects } from '../effects.ts'
import { describeContext } from '../unit/context.ts'
import type { Execution } from '../unit/execution.ts'

/** What describing a step takes. */
interface Describing extends Pick<Execution, 'bound' | 'files'> {
  readonly effects: Pick<Effects, 'plugins'>
}

/** What a step would touch, as far as its input tells, which may be unbound. */
export async function stepTouches(describing: Describing, step: BoundStep, input?: Value): Promise<Traits['touches']> {
  return (await describedEarly(describing, step, input))?.touches ?? 'unknown'
}

/** What a step would write, as far as its input tells, which may be unbound. */
export async function stepWrites(describing: Describing, step: BoundStep): Promise<Traits['touches']> {
  const { effect = 'unknown', touches = 'unknown' } = (await describedEarly(describing, step)) ?? {}
  if (effect === 'none') return []
  return touches === 'unknown' ? touches : touches.filter(({ access }) => access === 'write')
}

async function describedEarly(
  { effects, bound, files }: Describing,
  step: BoundStep,
  input: Value = step.with,
): Promise<Traits | undefined> {
  const type = stepTypeOf(effects.plugins, step.uses)
  if (!type) return undefined
  try {
    return demandTraits(type, await type.describe(input, describeContext(bound, files, step)))
  } catch {
    // An input that is not bound yet may be refused as it stands; it is asked again when its turn comes.
    return undefined
  }
}
