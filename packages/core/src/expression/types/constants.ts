import { library } from '../library.ts'
import { childrenOf, type Node } from '../node.ts'
import type { TypeProblem } from './type-problem.ts'

/** Calls on literals that cannot succeed: `duration("5 minutes")`, `x.matches("[")`. Only these make a check load the library. */
export function checkConstants(node: Node, problems: TypeProblem[]): void {
  for (const child of childrenOf(node)) checkConstants(child, problems)
  const source = sourceOf(node)
  if (source === undefined) return
  const result = library().run(source)
  const error = library().isCelError(result) ? result.message : rolledOver(node)
  if (error !== undefined) problems.push({ node, message: `it cannot succeed: ${whyNot(node, error)}` })
  else if (typeof result === 'number' && Number.isNaN(result)) problems.push({ node, message: 'it cannot succeed: that is not a number' })
}

/** The library takes a day that its month does not have, such as February 30, for one of the next month. */
function rolledOver(node: Node): string | undefined {
  const [arg] = node.kind === 'call' && node.function === 'timestamp' ? node.args : []
  const day = /^\d{4}-\d\d-\d\d/.exec(arg?.kind === 'literal' ? String(arg.value) : '')?.[0]
  return day === undefined || new Date(day).toISOString().startsWith(day) ? undefined : 'no such day'
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
