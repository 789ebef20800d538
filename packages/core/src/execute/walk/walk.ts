/** One thing to visit, and what has to be done before it. */
export interface Node {
  readonly id: string
  readonly after: readonly string[]
}

/** How a visit ended: `done` lets what comes after it go on, `blocked` does not, `stop` lets nothing new begin. */
export type Visit = 'done' | 'blocked' | 'stop'

/**
 * Visits every node once all nodes before it are done, in the order given where several could be next, at most `limit` at a time.
 * Law: on a stop, nothing new is scheduled, and what is under way is waited for. Resolves with the ids that were not done; throws what a visit threw.
 */
export async function walk(nodes: readonly Node[], limit: number, visit: (id: string) => Promise<Visit>): Promise<readonly string[]> {
  const schedule = scheduleOf(nodes)
  let active = 0
  // One promise for whatever ends next: racing all visits would cost each of them anew whenever one ends.
  let next = Promise.withResolvers<void>()
  let stopping = false
  let broken: { readonly cause: unknown } | undefined
  const ended = (id: string, result: Visit): void => {
    active -= 1
    next.resolve()
    if (result === 'stop') stopping = true
    if (result === 'done') schedule.done(id)
  }
  const broke = (id: string, cause: unknown): void => {
    broken ??= { cause }
    ended(id, 'stop')
  }
  for (;;) {
    while (!stopping && active < limit && schedule.isReady) {
      const id = schedule.take()
      active += 1
      visit(id).then(
        (result) => ended(id, result),
        (cause: unknown) => broke(id, cause),
      )
    }
    if (active === 0) break
    await next.promise
    next = Promise.withResolvers()
  }
  if (broken) throw broken.cause
  return schedule.left()
}

/** Which nodes may be visited now. */
interface Schedule {
  readonly isReady: boolean
  /** The first of those that are ready. */
  take(): string
  /** Makes ready what waited for a node alone. */
  done(id: string): void
  /** Ids that are not done, in order. */
  left(): readonly string[]
}

function scheduleOf(nodes: readonly Node[]): Schedule {
  const order = new Map(nodes.map(({ id }, index) => [id, index]))
  const waiting = new Map(nodes.map(({ id, after }) => [id, new Set(after.filter((before) => order.has(before)))]))
  const followers = followersOf(nodes)
  const ready = nodes.filter(({ id }) => waiting.get(id)?.size === 0).map(({ id }) => id)
  const done = new Set<string>()
  return {
    get isReady() {
      return ready.length > 0
    },
    take: () => ready.shift()!,
    done(id) {
      done.add(id)
      for (const { id: follower } of followers.get(id) ?? []) {
        const before = waiting.get(follower)
        before?.delete(id)
        if (before?.size === 0) insertInOrder(ready, follower, order)
      }
    },
    left: () => nodes.filter(({ id }) => !done.has(id)).map(({ id }) => id),
  }
}

/** The same nodes for the way back: reversed, each after what followed it. */
export function backwards(nodes: readonly Node[]): readonly Node[] {
  const followers = followersOf(nodes)
  return nodes.toReversed().map(({ id }) => ({ id, after: (followers.get(id) ?? []).map((follower) => follower.id) }))
}

/** By each node that others come after, its followers. */
function followersOf(nodes: readonly Node[]): ReadonlyMap<string, readonly { readonly id: string }[]> {
  const edges = nodes.flatMap(({ id, after }) => after.map((before) => ({ before, id })))
  return Map.groupBy(edges, ({ before }) => before)
}

function insertInOrder(ready: string[], id: string, order: ReadonlyMap<string, number>): void {
  const at = ready.findIndex((other) => order.get(other)! > order.get(id)!)
  ready.splice(at < 0 ? ready.length : at, 0, id)
}
