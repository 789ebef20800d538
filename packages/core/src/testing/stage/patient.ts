import type { AnyStepType, WriteContext } from '../../plugin.ts'

/** The time of a stage, ms. It passes only while a step waits. */
export interface StageTime {
  now: number
  /** Whether it stands still: a step that waits is not asked again. */
  stands: boolean
}

/** Thrown through a step by `context.wait`. */
export class Waited extends Error {
  readonly until: Date

  constructor(until: Date) {
    super(`It waits until ${until.toISOString()}`)
    this.until = until
  }
}

/** A step type that is asked again each time the time is up that it waits for, as the engine does it. */
export function patient(type: AnyStepType, time: StageTime): AnyStepType {
  const apply = async (unit: unknown, context: WriteContext): ReturnType<AnyStepType['apply']> => {
    for (let waits = 1; ; waits++) {
      try {
        return await type.apply(unit, context)
      } catch (error) {
        if (!(error instanceof Waited) || time.stands || waits === mostWaits) throw error
        time.now = Math.max(time.now, error.until.getTime())
      }
    }
  }
  return Object.create(type, { apply: { value: apply, enumerable: true } }) as AnyStepType
}

/** How often a step may wait before it has done its work. */
const mostWaits = 100
