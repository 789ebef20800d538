import type { SchemaLike } from '../../expression/index.ts'
import type { Graph } from '../graph/check-graph.ts'
import type { Entry, View } from '../view/view.ts'

/**
 * The steps whose outputs an entry may read, with the schemas of these outputs: a view of the graph, since a map for each entry would make
 * validation quadratic. Preconditions come before all steps, steps before success criteria; invariants may see any.
 */
export class ReadableSteps implements ReadonlyMap<string, SchemaLike | undefined> {
  readonly #view: View
  readonly #graph: Graph
  readonly #reader: Entry
  readonly #itself: boolean

  /** With `itself`, the outputs of the reader too: in its rollback. */
  constructor(view: View, graph: Graph, reader: Entry, itself = false) {
    this.#view = view
    this.#graph = graph
    this.#reader = reader
    this.#itself = itself
  }

  has(id: string): boolean {
    const entry = this.#view.byId.get(id)
    return entry !== undefined && this.#mayRead(entry)
  }

  get(id: string): SchemaLike | undefined {
    return this.has(id) ? this.#view.byId.get(id)?.type?.output : undefined
  }

  *keys(): MapIterator<string> {
    for (const { entry } of this.#view.entries) if (this.has(entry.id)) yield entry.id
  }

  *values(): MapIterator<SchemaLike | undefined> {
    for (const id of this.keys()) yield this.get(id)
  }

  *entries(): MapIterator<[string, SchemaLike | undefined]> {
    for (const id of this.keys()) yield [id, this.get(id)]
  }

  [Symbol.iterator](): MapIterator<[string, SchemaLike | undefined]> {
    return this.entries()
  }

  forEach(call: (value: SchemaLike | undefined, id: string, map: ReadonlyMap<string, SchemaLike | undefined>) => void): void {
    for (const [id, value] of this) call(value, id, this)
  }

  get size(): number {
    return [...this.keys()].length
  }

  #mayRead(entry: Entry): boolean {
    const reader = this.#reader
    if (entry === reader) return this.#itself
    if (entry.list === reader.list && reader.list !== 'steps') return entry.index < reader.index
    if (entry.list === 'preconditions') return true
    if (entry.list !== 'steps') return false
    if (reader.list === 'invariants' || reader.list === 'successCriteria') return true
    if (reader.list !== 'steps') return false
    const { indexOf, ancestry } = this.#graph
    return ancestry.isBefore(indexOf.get(entry.entry.id) ?? 0, indexOf.get(reader.entry.id) ?? 0)
  }
}
