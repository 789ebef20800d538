import { isUnbound, remembering } from '../../model/index.ts'
import type { Traits } from '../../plugin.ts'
import { PlaceIndex } from '../../plugin/place-index.ts'
import type { Sessions } from './sessions.ts'

/** What steps touch, by where parts lie: of many steps, only those that may touch the same are worth comparing. */
export class EarlierTouches {
  readonly #indexOf: (resource: string) => PlaceIndex<number>
  #count = 0
  readonly #touching: number[] = []
  /** Those of which it is not known what they touch. */
  readonly #anything: number[] = []

  constructor({ locate }: Pick<Sessions, 'locate'>) {
    this.#indexOf = remembering((resource: string) => new PlaceIndex(locate(resource).driver))
  }

  add(touches: Traits['touches']): void {
    const index = this.#count++
    if (!isKnown(touches)) this.#anything.push(index)
    else for (const touch of touches) this.#indexOf(touch.resource).add({ owner: index, touch })
    if (touches.length > 0) this.#touching.push(index)
  }

  /** Those that may touch the same: how many had been added before each, in ascending order. */
  near(touches: Traits['touches']): readonly number[] {
    const near = isKnown(touches)
      ? touches.flatMap(({ resource, part }) => Array.from(this.#indexOf(resource).near(part), ({ owner }) => owner))
      : this.#touching
    return [...new Set([...this.#anything, ...near])].toSorted((one, other) => one - other)
  }
}

function isKnown(touches: Traits['touches']): touches is Exclude<Traits['touches'], 'unknown'> {
  return touches !== 'unknown' && !touches.some(({ part }) => isUnbound(part))
}
