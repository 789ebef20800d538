import { closest, didYouMean, thereAre } from '../../model/index.ts'
import type { ExpressionProblem } from '../types/declared.ts'
import { childrenOf, type Node } from '../node.ts'

/** Warns where `environment` is compared with a text that names none: what hangs on it, perhaps a sign-off, would never be asked for. */
export function checkEnvironments(node: Node, known: readonly string[] | undefined): readonly ExpressionProblem[] {
  return known === undefined ? [] : comparedWith(node).flatMap((literal) => problemWith(literal, known))
}

type Text = Extract<Node, { kind: 'literal' }>

/** The texts that an expression compares `environment` with. */
function comparedWith(node: Node): readonly Text[] {
  return [...childrenOf(node).flatMap(comparedWith), ...(node.kind === 'call' ? compared(node.function, node.args) : [])]
}

function compared(name: string, [left, right]: readonly Node[]): readonly Text[] {
  if (name === '_==_' || name === '_!=_') return isEnvironment(left) ? texts([right]) : isEnvironment(right) ? texts([left]) : []
  return name === '@in' && isEnvironment(left) && right?.kind === 'list' ? texts(right.items) : []
}

function isEnvironment(node: Node | undefined): boolean {
  return node?.kind === 'name' && node.name === 'environment'
}

function texts(nodes: readonly (Node | undefined)[]): readonly Text[] {
  return nodes.flatMap((node) => (node?.kind === 'literal' && node.type === 'string' ? [node] : []))
}

function problemWith({ value, start, end }: Text, known: readonly string[]): readonly ExpressionProblem[] {
  const name = String(value)
  if (known.includes(name)) return []
  const meant = closest(name, known)
  const message = `there is no environment "${name}"; ${thereAre(known)}`
  const place = { start, end: end ?? start + 1 }
  return [
    { code: 'unknown-environment', severity: 'warning', message, ...place, ...(meant !== undefined && { suggestion: didYouMean(meant) }) },
  ]
}
