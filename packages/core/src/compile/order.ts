/** A node of a graph: what it is called, and what must come before. */
export interface Ordered {
  readonly id: string
  readonly needs: readonly string[]
}

/**
 * For steps in the order of the plan: the ids that each one needs directly. Without `needs` of its own, a step comes after every
 * step above it; of these only the last ones are named, since they stand on the others.
 */
export function resolveNeeds(
  steps: readonly { readonly id: string; readonly needs: readonly string[] | undefined }[],
): readonly (readonly string[])[] {
  let last = new Set<string>()
  return steps.map(({ id, needs }) => {
    const direct = needs ?? [...last]
    last = needs === undefined ? new Set([id]) : last.difference(new Set(needs)).add(id)
    return direct
  })
}

/** Steps so that each comes after what it needs, and otherwise in the order given (a depth-first walk). */
export function topologicalOrder<Node extends Ordered>(nodes: readonly Node[]): readonly Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const placed = new Set<string>()
  const ordered: Node[] = []
  const place = (node: Node): void => {
    if (placed.has(node.id)) return
    placed.add(node.id)
    for (const need of node.needs) if (byId.has(need)) place(byId.get(need)!)
    ordered.push(node)
  }
  for (const node of nodes) place(node)
  return ordered
}

/** For each id, everything that stands on it, directly or through others. */
export function dependentsOf(nodes: readonly Ordered[]): ReadonlyMap<string, ReadonlySet<string>> {
  const dependents = new Map<string, Set<string>>(nodes.map(({ id }) => [id, new Set()]))
  for (const { id, needs } of topologicalOrder(nodes).toReversed()) {
    for (const need of needs) {
      const known = dependents.get(need)
      if (!known) continue
      known.add(id)
      for (const further of dependents.get(id)!) known.add(further)
    }
  }
  return dependents
}
