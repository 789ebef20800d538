import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair } from 'yaml'
import { pointerParts } from './pointer.ts'

/** Where a pointer leads: the node, the key it stands under (where it is in a map), and whether all of the pointer was there. */
export interface Located {
  readonly node: Node | null
  readonly key: Node | undefined
  readonly whole: boolean
}

/** Follows a JSON Pointer as far as it goes, through aliases. */
export function locate(contents: Node | null, pointer: string, targets: ReadonlyMap<Alias, Node>): Located {
  let located: Located = { node: through(contents, targets), key: undefined, whole: true }
  for (const part of pointerParts(pointer)) {
    const next = step(located.node, part)
    if (!next) return { ...located, whole: false }
    located = { node: through(next.node, targets), key: next.key, whole: true }
  }
  return located
}

function step(node: Node | null, part: string): { readonly node: Node | null; readonly key: Node | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)] as Node | undefined
    return item && { node: item, key: undefined }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part) as Pair<Node, Node | null> | undefined
  return pair && { node: pair.value, key: pair.key }
}

function through(node: Node | null, targets: ReadonlyMap<Alias, Node>): Node | null {
  return isAlias(node) ? (targets.get(node) ?? node) : node
}
