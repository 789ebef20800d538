import { shortList } from '../../model/index.ts'
import type { Change, OpaqueDriver, Traits } from '../../plugin.ts'
import { conflictBetween } from '../../plugin/conflicts.ts'
import { EarlierTouches } from '../resource/earlier-touches.ts'
import type { Overlays } from './overlays.ts'
import type { Sessions } from '../resource/sessions.ts'

/** The steps that would write, or may write, where no overlay shows it. */
export class UnseenSteps {
  readonly #sessions: Sessions
  readonly #earlier: EarlierTouches
  readonly #steps: { readonly id: string; readonly touches: Traits['touches'] }[] = []

  constructor(sessions: Sessions) {
    this.#sessions = sessions
    this.#earlier = new EarlierTouches(sessions)
  }

  get any(): boolean {
    return this.#steps.length > 0
  }

  add(id: string, touches: Traits['touches']): void {
    const own = named(touches)
    this.#steps.push({ id, touches: own })
    this.#earlier.add(own)
  }

  /** Says which of them may change what a step looks at. */
  before(touches: Traits['touches']): string | undefined {
    const own = named(touches)
    if (own === 'unknown') return mayChange(this.#steps)
    const near = this.#earlier.near(own).map((index) => this.#steps[index]!)
    const driverFor = (resource: string): OpaqueDriver => this.#sessions.locate(resource).driver
    return mayChange(near.filter((other) => other.touches === 'unknown' || conflictBetween(own, other.touches, driverFor) !== undefined))
  }
}

function named(touches: Traits['touches']): Traits['touches'] {
  return touches === 'unknown' ? touches : touches.filter(({ alone }) => alone !== true)
}

function mayChange(steps: readonly { readonly id: string }[]): string | undefined {
  return steps.length === 0 ? undefined : `${shortList(steps.map(({ id }) => `"${id}"`))} may change them first`
}

/** What a preview can see of the effects of steps. */
interface Sight {
  readonly overlays: Overlays
}

/** Whether overlays show all that a step does. What writes, and names nothing that it writes, has its effect elsewhere: a preview must not bring that about. */
export function showsAll({ overlays }: Sight, traits: Traits): boolean {
  const { effect, touches } = traits
  if (touches === 'unknown' || touches.length === 0) return false
  return (effect === 'none' || touches.some(({ access }) => access === 'write')) && overlays.has(touched(traits))
}

/** A change that is a transaction of a resource has its effect there, whatever of it the step can name. */
export function isWithin({ overlays }: Sight, { transaction }: Change): boolean {
  return transaction !== undefined && overlays.has([transaction])
}

/** The resources that a step names; undefined where it cannot name them yet. */
export function touched(traits: Traits): readonly string[] | undefined {
  return traits.touches === 'unknown' ? undefined : [...new Set(traits.touches.map(({ resource }) => resource))]
}
