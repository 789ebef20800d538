import type { AnyResourceDriver } from '../../plugin.ts'
import type { PendingTouch } from '../view/context.ts'

/** A touch, and whose it is. */
export interface Located<Owner> {
  readonly owner: Owner
  readonly touch: PendingTouch
}

/** Touches of one resource by the places that they lie in, so that those that may overlap with another are found without a look at all of them. */
export class PlaceIndex<Owner> {
  readonly #placesOf: (part: string) => readonly string[]
  /** By each place that a touch lies in, and by the narrowest of them alone. */
  readonly #within = new Map<string, Located<Owner>[]>()
  readonly #at = new Map<string, Located<Owner>[]>()

  constructor(touches: readonly Located<Owner>[], driver: AnyResourceDriver | undefined) {
    this.#placesOf = (part) => [whole, ...(driver?.places?.(part) ?? [])]
    for (const one of touches) {
      const places = this.#placesOf(one.touch.part)
      for (const place of places) add(this.#within, place, one)
      add(this.#at, places.at(-1)!, one)
    }
  }

  /** The touches that a part may overlap with: those in the narrowest place that it lies in, and those of the places around it. */
  near(part: string): readonly Located<Owner>[] {
    const around = [...this.#placesOf(part)]
    const narrowest = around.pop()!
    return [...around.flatMap((place) => this.#at.get(place) ?? []), ...(this.#within.get(narrowest) ?? [])]
  }
}

/** The place in which everything lies. */
const whole = ''

function add<Owner>(to: Map<string, Located<Owner>[]>, place: string, one: Located<Owner>): void {
  const there = to.get(place)
  if (there) there.push(one)
  else to.set(place, [one])
}
