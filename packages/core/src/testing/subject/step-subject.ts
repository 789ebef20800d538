import type { AnyStepType, Plugin } from '../../plugin.ts'
import type { StepCase } from '../case.ts'
import { endsWithin } from '../demand.ts'
import { laws } from '../laws/index.ts'
import { stageOf } from '../stage/stage.ts'
import type { Subject } from './subject.ts'

/** A case of a step type, held against each law that means something for its input, in a world of its own. */
export function stepSubject(plugins: readonly Plugin[], step: AnyStepType, given: StepCase, patience: number): Subject {
  return {
    title: `${step.uses} ${given.does}`,
    async hold(each) {
      for (const law of laws) {
        await using stage = await stageOf(plugins, step, given, patience)
        const traits = await step.describe(stage.input, stage.context('read'))
        if (law.applies(traits, stage)) await each(law.says, () => endingIn(patience * 6, law.holds(stage, given)))
      }
    },
  }
}

/** Other laws tell of a step that goes on after it was stopped; none may wait for ever. */
async function endingIn(limit: number, held: Promise<void>): Promise<void> {
  const ended = await endsWithin(
    held,
    limit,
    `It did not end in ${limit / 1000} s: let each of its functions end, or give the cases more \`patience\``,
  )
  if (ended.status === 'rejected') throw ended.reason
}
