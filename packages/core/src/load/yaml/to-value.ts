import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import type { Json } from '../../model/index.ts'
import type { YamlProblem } from './read-yaml.ts'
import { scalarValue } from './scalar-value.ts'

/** How many nodes the aliases of a document may stand for in all, at the least. */
const MOST_ALIASED = 10_000

/** A converted document: plain data, and what is wrong with it. Aliases give the same object again. */
export interface Converted {
  readonly value: Json
  readonly problems: readonly YamlProblem[]
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>
}

interface Anchored {
  readonly node: Node
  value: Json
  /** How many nodes it stands for; undefined while it is being converted. */
  size: number | undefined
}

interface Work {
  readonly problems: YamlProblem[]
  readonly anchors: Map<string, Anchored>
  readonly targets: Map<Alias, Node>
  /** How many nodes there are with all aliases written out, and without. */
  expanded: number
  nodes: number
}

/**
 * Converts nodes to plain data in one pass. Finds duplicate keys, keys without a value in flow maps, `__proto__`, tags,
 * numbers that are no JSON or not exact, and aliases that are unknown, contain themselves or multiply.
 */
export function toValue(contents: Node | null): Converted {
  const work: Work = { problems: [], anchors: new Map(), targets: new Map(), expanded: 0, nodes: 0 }
  const value = contents === null ? null : convert(contents, work)
  return { value, problems: work.problems.toSorted((a, b) => a.start - b.start), targets: work.targets }
}

function convert(node: Node, work: Work): Json {
  work.nodes++
  work.expanded++
  if (isAlias(node)) return aliased(node, work)
  if (node.tag === '!' || (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))) tagProblem(node, work)
  if (node.anchor === undefined) return plain(node, work)
  const anchored: Anchored = { node, value: null, size: undefined }
  const before = work.expanded
  work.anchors.set(node.anchor, anchored)
  anchored.value = plain(node, work)
  anchored.size = work.expanded - before + 1
  return anchored.value
}

function plain(node: Exclude<Node, Alias>, work: Work): Json {
  if (isScalar(node)) return scalarValue(node, work.problems)
  if (isSeq(node)) return node.items.map((item) => convert(item as Node, work))
  return isMap(node) ? mapValue(node, work) : null
}

function mapValue(map: YAMLMap, work: Work): Json {
  const value: { [key: string]: Json } = {}
  // Where its first key comes again, another item of a list lacks its dash: what else comes again is that item's.
  let isRestarted = false
  for (let index = 0; index < map.items.length; index++) {
    const pair = map.items[index]!
    const isAgain = isScalar(pair.key) && Object.hasOwn(value, String(pair.key.value))
    const key = isRestarted && isAgain ? undefined : keyOf(pair, value, work)
    isRestarted ||= isAgain && String((pair.key as Scalar).value) === Object.keys(value)[0]
    const item = pair.value === null ? withoutValue(map, index, work) : convert(pair.value as Node, work)
    if (key !== undefined) value[key] = item
  }
  return value
}

/** The text of a key that is not among those `before` it; undefined for one that is refused. */
function keyOf(pair: Pair, before: object, work: Work): string | undefined {
  const node = pair.key as Node
  if (!isScalar(node)) return undefined
  const key = String(node.value)
  if (node.anchor !== undefined) work.anchors.set(node.anchor, { node, value: key, size: 1 })
  if (!key.isWellFormed()) {
    report(work, node, 'yaml-text', 'An escape of this key is half of a character (a lone surrogate)')
    return undefined
  }
  if (key === '__proto__') {
    report(work, node, 'yaml-key', 'The key "__proto__" is not allowed')
    return undefined
  }
  if (Object.hasOwn(before, key)) {
    report(work, node, 'yaml-duplicate-key', `The key "${key}" is there twice in one map`)
    return undefined
  }
  return key
}

function withoutValue(map: YAMLMap, index: number, work: Work): Json {
  const { key } = map.items[index]!
  if (map.flow === true && isScalar(key)) {
    const [start, end] = key.range!
    const message = `"${String(key.value)}" is a key without a value here`
    work.problems.push({ code: 'yaml-flow-text', message, start, end, recovered: true })
  }
  return null
}

function aliased(alias: Alias, work: Work): Json {
  const anchored = work.anchors.get(alias.source)
  if (!anchored) return report(work, alias, 'yaml-alias', `No anchor "&${alias.source}" stands above the alias "*${alias.source}"`)
  if (anchored.size === undefined)
    return report(work, alias, 'yaml-alias-cycle', `The alias "*${alias.source}" stands inside what it repeats`)
  work.expanded += anchored.size
  if (work.expanded - work.nodes > Math.max(MOST_ALIASED, work.nodes * 10)) return bomb(alias, work)
  work.targets.set(alias, anchored.node)
  return anchored.value
}

function bomb(alias: Alias, work: Work): null {
  if (work.problems.some(({ code }) => code === 'yaml-alias-bomb')) return null
  const [start, end] = alias.range!
  const message = `The aliases up to "*${alias.source}" multiply the document to ${work.expanded} values`
  // What they stand for is left out, so that nothing follows from the rest.
  work.problems.push({ code: 'yaml-alias-bomb', message, start, end, recovered: false })
  return null
}

function tagProblem(node: Exclude<Node, Alias>, work: Work): void {
  if (node.tag === '!') report(work, node, 'yaml-tag', 'YAML reads "!" here as a tag and drops it')
}

function report(work: Work, node: Node, code: string, message: string): null {
  const [start, end] = node.range ?? [0, 0]
  work.problems.push({ code, message, start, end, recovered: true })
  return null
}
