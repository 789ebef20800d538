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
  const last = new Set<string>()
  return steps.map(({ id, needs }) => {
    const direct = needs ?? [...last]
    for (const need of direct) last.delete(need)
    last.add(id)
    return direct
  })
}

/** Steps so that each comes after what it needs, and otherwise in the order given (a depth-first walk, without recursion). A cycle is cut somewhere. */
export function topologicalOrder<Node extends Ordered>(nodes: readonly Node[]): readonly Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const entered = new Set<Node>()
  const ordered: Node[] = []
  const open: { readonly node: Node; next: number }[] = []
  for (const start of nodes) {
    if (!entered.has(start)) open.push({ node: start, next: 0 })
    entered.add(start)
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const need = byId.get(top.node.needs[top.next++] ?? '')
      if (need && !entered.has(need)) {
        entered.add(need)
        open.push({ node: need, next: 0 })
      } else if (top.next > top.node.needs.length) {
        ordered.push(top.node)
        open.pop()
      }
    }
  }
  return ordered
}
