/**
 * A read expression, as the checks need it. Operators are calls under CEL's names (`_==_`, `_&&_`, `!_`, `_?_:_`, `@in`); chains of
 * `&&` and `||` are one call; macros (`all`, `map`, …) are calls as written; `has(a.b)` is a select with `test`.
 * Offsets count UTF-16 units of the expression; `end` is undefined where it is not known.
 */
export type Node = Place &
  (
    | { readonly kind: 'literal'; readonly type: LiteralType; readonly value: unknown }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'select'; readonly operand: Node; readonly field: string; readonly test: boolean }
    | { readonly kind: 'index'; readonly operand: Node; readonly index: Node }
    | { readonly kind: 'call'; readonly target?: Node; readonly function: string; readonly args: readonly Node[] }
    | { readonly kind: 'list'; readonly items: readonly Node[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Node, value: Node])[] }
    | { readonly kind: 'message'; readonly name: string; readonly values: readonly Node[] }
  )

/** Types that a literal can have. */
export type LiteralType = 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes'

interface Place {
  readonly start: number
  readonly end: number | undefined
}

/** The nodes directly below. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return []
    case 'select':
      return [node.operand]
    case 'index':
      return [node.operand, node.index]
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args
    case 'list':
      return node.items
    case 'map':
      return node.entries.flat()
    case 'message':
      return node.values
    default:
      return node satisfies never
  }
}

/** The terms of a chain of `name` (`_&&_`, `_||_`), or the node itself where it is none. */
export function termsOf(name: string, node: Node): readonly Node[] {
  return node.kind === 'call' && node.function === name ? node.args : [node]
}

/** The variable that a macro binds (`x` of `list.all(x, …)`), or undefined for any other call. */
export function boundBy(node: Node): string | undefined {
  if (node.kind !== 'call' || node.target === undefined || !macros.has(node.function)) return undefined
  const [variable] = node.args
  const arity = node.function === 'map' ? [2, 3] : [2]
  return arity.includes(node.args.length) && variable?.kind === 'name' ? variable.name : undefined
}

const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter'])
