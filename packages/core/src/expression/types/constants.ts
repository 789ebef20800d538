import { functions, library } from '../library.ts'
import { childrenOf, type Node } from '../node.ts'
import type { TypeProblem } from './type-problem.ts'

/** Calls on literals that cannot succeed: `duration("5 minutes")`, `x.matches("[")`. Only these make a check load the library. */
export function checkConstants(node: Node, problems: TypeProblem[]): void {
  for (const child of childrenOf(node)) checkConstants(child, problems)
  const source = sourceOf(node)
  if (source === undefined) return
  const result = library().plan(functions(), library().parse(source))({})
  if (library().isCelError(result)) problems.push({ node, message: `it cannot succeed: ${whyNot(node, result.message)}` })
  else if (typeof result === 'number' && Number.isNaN(result)) problems.push({ node, message: 'it cannot succeed: that is not a number' })
}

/** The library says of a conversion what its own code stumbled over. */
function whyNot(node: Node, message: string): string {
  if (node.kind !== 'call' || !conversions.has(node.function)) return message
  const [arg] = node.args
  const written = arg?.kind === 'literal' ? JSON.stringify(arg.value) : 'that'
  const example = examples.get(node.function)
  return `${written} is no ${node.function}${example === undefined ? '' : `, as "${example}" is`}`
}

const examples: ReadonlyMap<string, string> = new Map([
  ['timestamp', '2026-01-31T12:00:00Z'],
  ['duration', '1h30m'],
])

const conversions: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'timestamp', 'duration'])

function sourceOf(node: Node): string | undefined {
  if (node.kind !== 'call') return undefined
  const [arg] = node.args
  if (node.args.length !== 1 || arg?.kind !== 'literal' || arg.type !== 'string') return undefined
  if (node.target === undefined) return conversions.has(node.function) ? `${node.function}(${JSON.stringify(arg.value)})` : undefined
  return node.function === 'matches' ? `"".matches(${JSON.stringify(arg.value)})` : undefined
}
