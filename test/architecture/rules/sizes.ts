import { type Node, Visitor } from 'oxc-parser'
import { lineOf, type Source } from '../source.ts'

/** Lines of code: the middle one, and the one that 90 % do not exceed. */
export interface Sizes {
  readonly count: number
  readonly median: number
  readonly ninety: number
  /** The longest, as `lines path:line`. */
  readonly longest: readonly string[]
}

/** Of files, in lines. */
export function fileSizes(sources: readonly Source[]): Sizes {
  return sizes(sources.map(({ path, lines }) => ({ lines, at: path })))
}

/** Of functions that have a name of their own: declarations, methods, and functions that are the value of a variable or a property. */
export function functionSizes(sources: readonly Source[]): Sizes {
  return sizes(sources.flatMap(functionsOf))
}

interface Sized {
  readonly lines: number
  readonly at: string
}

function functionsOf({ path, text, program }: Source): readonly Sized[] {
  const found: Sized[] = []
  const add = (node: Node | null, whole: Node): void => {
    const isFunction =
      node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionDeclaration'
    if (!isFunction || !node.body) return
    const line = lineOf(text, whole.start)
    found.push({ lines: lineOf(text, whole.end) - line + 1, at: `${path}:${line}` })
  }
  new Visitor({
    FunctionDeclaration: (node) => add(node, node),
    MethodDefinition: (node) => add(node.value, node),
    Property: (node) => add(node.value, node),
    PropertyDefinition: (node) => add(node.value, node),
    VariableDeclarator: (node) => add(node.init, node),
  }).visit(program)
  return found
}

function sizes(all: readonly Sized[]): Sizes {
  const sorted = all.toSorted((a, b) => a.lines - b.lines)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.lines ?? 0
  const longest = sorted
    .slice(-8)
    .toReversed()
    .map(({ lines, at: place }) => `${lines} ${place}`)
  return { count: sorted.length, median: at(0.5), ninety: at(0.9), longest }
}
