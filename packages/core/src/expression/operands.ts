import { library } from './library.ts'
import { boundBy, type Node } from './node.ts'
import { read } from './read.ts'
import { isProblem, parse } from './read-with-library.ts'

/**
 * The sub-expressions whose values say why a condition does not hold: both sides of its comparisons, and whatever else decides
 * it, as texts that can be evaluated by themselves. Literals, and what stands inside macros, are left out.
 */
export function operandsOf(expression: string): readonly string[] {
  let text = expression
  let node = read(text)
  if (!isProblem(node) && node.end === undefined) {
    text = respelled(expression)
    node = read(text)
  }
  if (isProblem(node)) return []
  const ends = [...new Set(decisive(node).flatMap((found) => (found.end === undefined ? [] : [text.slice(found.start, found.end)])))]
  return ends.filter((operand) => operand !== text || ends.length === 1)
}

/** The library's own spelling, in which more can be read with exact places. */
function respelled(expression: string): string {
  const parsed = parse(expression)
  return 'expr' in parsed ? library().unparse(parsed) : expression
}

const logic: ReadonlySet<string> = new Set(['_&&_', '_||_', '!_'])
const comparisons: ReadonlySet<string> = new Set(['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in'])

function decisive(node: Node): readonly Node[] {
  if (node.kind === 'literal') return []
  if (node.kind === 'list') return node.items.flatMap(decisive)
  if (node.kind !== 'call') return [node]
  if (logic.has(node.function) || comparisons.has(node.function)) return node.args.flatMap(decisive)
  if (node.function === '_?_:_') return [...decisive(node.args[0]!), node]
  return boundBy(node) === undefined ? [node] : [node, ...decisive(node.target!)]
}
