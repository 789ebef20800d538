import { isCollection, type Node, visit } from 'yaml'
import { tabMessage, type YamlProblem } from '../yaml/read-yaml.ts'

/** Moves a problem that the parser notices late to where the mistake begins: at a tab, or at a quote or bracket that is never closed. */
export function betterPlace(problem: YamlProblem, contents: Node | null, text: string): YamlProblem {
  if (!problem.recovered && isTabbed(text, problem.start)) return atTab(problem, text)
  if (problem.message.startsWith('Missing closing')) return atOpeningQuote(problem, contents, text)
  if (/must (?:be sufficiently indented and )?end with a/.test(problem.message)) return atOpeningBracket(problem, contents, text)
  return problem
}

/** The value that lacks its quote is the last one that begins before the parser noticed. */
function atOpeningQuote(problem: YamlProblem, contents: Node | null, text: string): YamlProblem {
  let start = problem.start
  visit(contents, { Scalar: (_, { range }) => void (range && range[0] < problem.start && (start = range[0])) })
  return { ...problem, code: 'yaml-quote', message: `The quote ${text[start]} is opened here and never closed`, start, end: start + 1 }
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

/** Whether the line of an offset is indented by a tab, so that whatever is wrong there begins with it. */
function isTabbed(text: string, offset: number): boolean {
  return /^ *\t[ \t]*\S/.test(text.slice(lineStart(text, offset)))
}

function atTab(problem: YamlProblem, text: string): YamlProblem {
  const line = lineStart(text, problem.start)
  const start = text.indexOf('\t', line)
  return { ...problem, code: 'yaml-tab', message: tabMessage, start, end: start + 1 }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
