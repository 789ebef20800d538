import { isAlias, isCollection, isPair, isScalar, type Node, visit } from 'yaml'
import type { YamlProblem } from './read-yaml.ts'

/** Moves a problem that the parser notices late to where the mistake begins: at a quote or bracket that is never closed. */
export function betterPlace(problem: YamlProblem, contents: Node | null, text: string): YamlProblem {
  if (problem.message.startsWith('Missing closing')) return atOpeningQuote(problem, contents, text)
  if (/must (?:be sufficiently indented and )?end with a/.test(problem.message)) return atOpeningBracket(problem, contents, text)
  return problem
}

/** The value that lacks its quote swallows the rest of the file, so it is the last one. */
function atOpeningQuote(problem: YamlProblem, contents: Node | null, text: string): YamlProblem {
  const [start] = lastScalar(contents)?.range ?? [problem.start]
  return { ...problem, code: 'yaml-quote', message: `The quote ${text[start]} is opened here and never closed`, start, end: start + 1 }
}

function lastScalar(node: Node | null): Node | undefined {
  if (node === null || isScalar(node) || isAlias(node)) return node ?? undefined
  const last = node.items.at(-1)
  return lastScalar((isPair(last) ? (last.value ?? last.key) : (last ?? null)) as Node | null)
}

/** The last flow collection that begins before the problem and does not end with its bracket. */
function atOpeningBracket(problem: YamlProblem, contents: Node | null, text: string): YamlProblem {
  let start = -1
  visit(contents, (_, node) => {
    if (!isCollection(node) || node.flow !== true || !node.range || node.range[0] > problem.start) return
    if (!/[}\]]/.test(text[node.range[1] - 1] ?? '')) start = node.range[0]
  })
  if (start < 0) return problem
  return {
    ...problem,
    code: 'yaml-bracket',
    message: `The bracket "${text[start]}" is opened here and never closed`,
    start,
    end: start + 1,
  }
}
