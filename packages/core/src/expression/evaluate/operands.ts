import { boundBy, childrenOf, type Node } from '../node.ts'
import { read } from '../read/read.ts'
import { isProblem, textOf } from '../read/read-with-library.ts'

/**
 * The sub-expressions whose values say why a condition does not hold: both sides of its comparisons, the texts that it looks
 * into, and whatever else decides it, as texts that can be evaluated by themselves. Literals, and what stands inside macros, are left out.
 */
export function operandsOf(expression: string): readonly string[] {
  const node = read(expression)
  if (isProblem(node)) return []
  const whole = expression.trim()
  const operands = [...new Set(decisive(node).map((found) => textOf(found, expression)))]
  return operands.length === 1 ? operands : operands.filter((operand) => operand !== whole)
}

const logic: ReadonlySet<string> = new Set(['_&&_', '_||_', '!_', '_?_:_'])
const comparisons: ReadonlySet<string> = new Set([
  '_==_',
  '_!=_',
  '_<_',
  '_<=_',
  '_>_',
  '_>=_',
  '@in',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
])

function decisive(node: Node): readonly Node[] {
  if (node.kind === 'literal') return []
  if (node.kind === 'list') return node.items.flatMap(decisive)
  if (node.kind !== 'call') return [node]
  if (logic.has(node.function) || comparisons.has(node.function)) return childrenOf(node).flatMap(decisive)
  return boundBy(node) === undefined ? [node] : [node, ...decisive(node.target!)]
}
