import { library } from './library.ts'
import { childrenOf, type Node } from './node.ts'
import type { TypeProblem } from './infer.ts'

/** Calls on literals that cannot succeed: `duration("5 minutes")`, `x.matches("[")`. Only these make a check load the library. */
export function checkConstants(node: Node, problems: TypeProblem[]): void {
  for (const child of childrenOf(node)) checkConstants(child, problems)
  const source = sourceOf(node)
  if (source === undefined) return
  const result = library().run(source)
  if (library().isCelError(result)) problems.push({ node, message: `it cannot succeed: ${result.message}` })
  else if (typeof result === 'number' && Number.isNaN(result)) problems.push({ node, message: 'it cannot succeed: that is not a number' })
}

const conversions: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'timestamp', 'duration'])

function sourceOf(node: Node): string | undefined {
  if (node.kind !== 'call') return undefined
  const [arg] = node.args
  if (node.args.length !== 1 || arg?.kind !== 'literal' || arg.type !== 'string') return undefined
  if (node.target === undefined) return conversions.has(node.function) ? `${node.function}(${JSON.stringify(arg.value)})` : undefined
  return node.function === 'matches' ? `"".matches(${JSON.stringify(arg.value)})` : undefined
}
