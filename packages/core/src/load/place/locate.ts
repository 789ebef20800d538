import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type YAMLMap } from 'yaml'
import { pointerParts } from '../pointer.ts'

/** Where a pointer leads: the node, the key it stands under (where it is in a map), and whether all of the pointer was there. */
export interface Located {
  readonly node: Node | null
  /** What stands there itself: an alias, where `node` is what it repeats. */
  readonly written: Node | null
  readonly key: Node | undefined
  readonly whole: boolean
}

/** Follows a JSON Pointer as far as it goes, through aliases. */
export function locate(contents: Node | null, pointer: string, targets: ReadonlyMap<Alias, Node>): Located {
  let located: Located = { node: through(contents, targets), written: contents, key: undefined, whole: true }
  for (const part of pointerParts(pointer)) {
    const next = step(located.node, part)
    if (!next) return { ...located, whole: false }
    located = { node: through(next.node, targets), written: next.node, key: next.key, whole: true }
  }
  return located
}

function step(node: Node | null, part: string): { readonly node: Node | null; readonly key: Node | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)] as Node | undefined
    return item && { node: item, key: undefined }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.length < indexedFrom ? node.items.find((one) => textOf(one) === part) : indexOf(node).get(part)
  return pair && { node: pair.value as Node | null, key: pair.key as Node }
}

/** Lets the key at a JSON Pointer read as another one. Its place stays that of what is written. */
export function callKey(contents: Node | null, pointer: string, targets: ReadonlyMap<Alias, Node>, name: string): void {
  const { key, whole } = locate(contents, pointer, targets)
  const { node: holder } = locate(contents, pointer.slice(0, pointer.lastIndexOf('/')), targets)
  if (!whole || !isScalar(key) || !isMap(holder)) return
  key.value = name
  indexes.delete(holder)
}

/** From how many keys on they are indexed: a mistake at each of very many would be looked for among all of them. */
const indexedFrom = 50
const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

function indexOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexes.get(map)
  if (known) return known
  const index = new Map(map.items.toReversed().flatMap((pair) => (isScalar(pair.key) ? [[textOf(pair)!, pair]] : [])))
  indexes.set(map, index)
  return index
}

function textOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined
}

function through(node: Node | null, targets: ReadonlyMap<Alias, Node>): Node | null {
  return isAlias(node) ? (targets.get(node) ?? node) : node
}
