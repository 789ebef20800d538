import type { Touch } from '../model/index.ts'
import type { AnyResourceDriver } from './contract.ts'

/** A touch, and whose it is. */
export interface OwnedTouch<Owner, Some extends Touch = Touch> {
  readonly owner: Owner
  readonly touch: Some
}

/** Touches of one resource by the places that they lie in, so that those that may overlap with another are found without a look at all of them. */
export class PlaceIndex<Owner, Some extends Touch = Touch> {
  readonly #placesOf: (part: string) => readonly string[]
  /** By each place that a touch lies in, and by the narrowest of them alone. */
  readonly #within = new Map<string, OwnedTouch<Owner, Some>[]>()
  readonly #at = new Map<string, OwnedTouch<Owner, Some>[]>()

  constructor(driver: AnyResourceDriver | undefined, touches: readonly OwnedTouch<Owner, Some>[] = []) {
    this.#placesOf = (part) => [whole, ...(driver?.places?.(part) ?? [])]
    for (const one of touches) this.add(one)
  }

  add(one: OwnedTouch<Owner, Some>): void {
    const places = this.#placesOf(one.touch.part)
    for (const place of places) append(this.#within, place, one)
    append(this.#at, places.at(-1)!, one)
  }

  /** The touches that a part may overlap with: those in the narrowest place that it lies in, and those of the places around it. */
  near(part: string): readonly OwnedTouch<Owner, Some>[] {
    const around = [...this.#placesOf(part)]
    const narrowest = around.pop()!
    return [...around.flatMap((place) => this.#at.get(place) ?? []), ...(this.#within.get(narrowest) ?? [])]
  }
}

/** The place in which everything lies. */
const whole = ''

function append<Item>(to: Map<string, Item[]>, place: string, one: Item): void {
  const there = to.get(place)
  if (there) there.push(one)
  else to.set(place, [one])
}
