import { childrenOf, type Node } from '../node.ts'
import { readExpression } from './read-expression.ts'
import { longestExpression, readWithLibrary, type SyntaxProblem } from './read-with-library.ts'
import { isTooDeep } from './too-deep.ts'

const kept = new Map<string, Node | SyntaxProblem>()
const most = 10_000

/** Reads an expression: quickly where it is an everyday one, else with the library. Remembered, since plans repeat themselves. */
export function read(expression: string): Node | SyntaxProblem {
  const known = kept.get(expression)
  if (known) return known
  const node = everyday(expression) ?? readWithLibrary(expression)
  if (kept.size >= most) kept.clear()
  kept.set(expression, node)
  return node
}

/** The library is to say what is too long, or too deep. */
function everyday(expression: string): Node | undefined {
  const node = expression.length <= longestExpression ? readExpression(expression) : undefined
  return node && !isTooDeep(node, childrenOf) ? node : undefined
}
