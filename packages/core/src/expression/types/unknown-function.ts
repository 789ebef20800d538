import { closest, didYouMean } from '../../model/index.ts'
import type { TypeProblem } from './type-problem.ts'
import type { Node } from '../node.ts'
import { functionNames } from './signatures.ts'

/** What is said of a call of a function that CEL does not have. */
export function unknownFunction(node: Extract<Node, { kind: 'call' }>): TypeProblem {
  const { function: name } = node
  if (name === 'has') return { node, message: 'has() asks for a field: has(steps.a.outputs), has(outputs.body.error)' }
  if (macros.includes(name)) return { node, message: `"${name}" is asked of a list or a map`, suggestion: `Write list.${name}(x, …)` }
  const meant = otherNames.get(name.toLowerCase()) ?? closest(name, [...functionNames(), 'has', ...macros])
  const message = isKnown(name) ? `there is no function "${name}" for that` : `there is no function "${name}"`
  return { node, message, ...(meant !== undefined && { suggestion: didYouMean(meant) }) }
}

function isKnown(name: string): boolean {
  return [...functionNames()].includes(name)
}

const macros: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter']

/** What other languages call a function of CEL. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['len', 'size'],
  ['length', 'size'],
  ['count', 'size'],
  ['includes', 'contains'],
  ['test', 'matches'],
  ['match', 'matches'],
  ['any', 'exists'],
  ['some', 'exists'],
  ['every', 'all'],
  ['parseint', 'int'],
  ['number', 'double'],
  ['float', 'double'],
  ['str', 'string'],
  ['tostring', 'string'],
  ['now', 'timestamp(run.startedAt)'],
])
