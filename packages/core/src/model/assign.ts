/** Places to fill, each by one of some people. */
export interface Seats {
  readonly id: string
  readonly count: number
  readonly candidates: readonly string[]
}

/**
 * Gives people to requirements so that nobody fills two places, and as many places as possible are filled; earlier requirements
 * first. Kuhn's algorithm for bipartite matching (augmenting paths).
 */
export function assign(seats: readonly Seats[]): ReadonlyMap<string, readonly string[]> {
  const places = seats.flatMap(({ id, count, candidates }) => Array.from({ length: count }, () => ({ id, candidates })))
  const holder = new Map<string, number>()
  const seat = (place: number, tried: Set<string>): boolean => {
    for (const person of places[place]!.candidates) {
      if (tried.has(person)) continue
      tried.add(person)
      const taken = holder.get(person)
      if (taken !== undefined && !seat(taken, tried)) continue
      holder.set(person, place)
      return true
    }
    return false
  }
  for (const place of places.keys()) seat(place, new Set())
  const given = new Map<string, string[]>(seats.map(({ id }) => [id, []]))
  for (const [person, place] of holder) given.get(places[place]!.id)!.push(person)
  return given
}
