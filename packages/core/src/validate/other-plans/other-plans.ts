import { remembering } from '../../model/index.ts'
import type { AnyResourceDriver } from '../../plugin.ts'
import { type OwnedTouch, PlaceIndex } from '../../plugin/place-index.ts'
import type { OtherPlan, PendingTouch } from '../view/context.ts'

/** The plans of a repository, as each of them has to know the others: by name, in the order of `after`, and by what they touch. Made once for all of them. */
export class OtherPlans {
  readonly all: readonly OtherPlan[]
  readonly #byName: ReadonlyMap<string, readonly OtherPlan[]>
  /** Names of the plans that come after one. */
  readonly #later: ReadonlyMap<string, readonly string[]>
  readonly #touches: ReadonlyMap<string, readonly OwnedTouch<OtherPlan, PendingTouch>[]>
  readonly #indexOf = remembering((driver: AnyResourceDriver | undefined) =>
    remembering((resource: string) => new PlaceIndex(driver, this.#touches.get(resource))),
  )
  #free: ReadonlySet<string> | undefined

  constructor(all: readonly OtherPlan[]) {
    this.all = all
    this.#byName = Map.groupBy(all, ({ name }) => name)
    const orders = all.flatMap(({ name, after }) => after.map((earlier) => ({ earlier, later: name })))
    this.#later = new Map([...Map.groupBy(orders, ({ earlier }) => earlier)].map(([name, some]) => [name, some.map(({ later }) => later)]))
    const touches = all.flatMap((owner) => (owner.pending ?? []).map((touch) => ({ owner, touch })))
    this.#touches = Map.groupBy(touches, ({ touch }) => touch.resource)
  }

  /** All plans with a name. */
  named(name: string): readonly OtherPlan[] {
    return this.#byName.get(name) ?? []
  }

  /** The names from one plan to another along `after`; undefined where there is no way. */
  way(from: string, { name: to, path }: Pick<OtherPlan, 'name' | 'path'>): readonly string[] | undefined {
    // To a plan that is among these, and comes after no cycle, there is none.
    const isHere = this.named(to).some((one) => one.path === path)
    if (isHere && (this.#free ??= this.#freeOfCycles()).has(to)) return undefined
    const cameFrom = new Map<string, string | undefined>([[from, undefined]])
    for (const name of cameFrom.keys()) {
      const after = this.#after(name)
      if (after.includes(to)) return [...wayBack(name, cameFrom), to]
      for (const next of after) if (!cameFrom.has(next)) cameFrom.set(next, name)
    }
    return undefined
  }

  /** A plan's own name, and the names of all plans that come before or after it. */
  orderedWith(name: string, after: readonly string[]): ReadonlySet<string> {
    return new Set([...reached([name, ...after], (one) => this.#after(one)), ...reached([name], (one) => this.#later.get(one) ?? [])])
  }

  /** What pending plans touch that may overlap with a touch, by where its driver says that parts lie. */
  near({ resource, part }: PendingTouch, driver: AnyResourceDriver | undefined): readonly OwnedTouch<OtherPlan, PendingTouch>[] {
    return this.#touches.has(resource) ? this.#indexOf(driver)(resource).near(part) : []
  }

  #after(name: string): readonly string[] {
    return this.named(name).flatMap(({ after }) => after)
  }

  /** The plans that come after no cycle, and are in none: taken away one by one, each once all before it are (Kahn, 1962). */
  #freeOfCycles(): ReadonlySet<string> {
    const before = new Map([...this.#byName.keys()].map((name) => [name, this.#after(name).filter((one) => this.#byName.has(one)).length]))
    const free = new Set([...before].flatMap(([name, count]) => (count === 0 ? [name] : [])))
    for (const name of free) {
      for (const later of this.#later.get(name) ?? []) {
        before.set(later, before.get(later)! - 1)
        if (before.get(later) === 0) free.add(later)
      }
    }
    return free
  }
}

function wayBack(name: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = []
  for (let one: string | undefined = name; one !== undefined; one = cameFrom.get(one)) way.unshift(one)
  return way
}

function reached(from: readonly string[], next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  // What is added to a set while it is walked has its turn, too.
  for (const one of seen) for (const other of next(one)) seen.add(other)
  return seen
}
