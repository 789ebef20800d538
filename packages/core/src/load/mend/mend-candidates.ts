import { quoteScalar } from '../quote-scalar.ts'
import type { YamlProblem } from '../yaml/read-yaml.ts'

/** A piece of a line that may have been meant as one value. `inFlow`: it may stand in a flow map or list. */
export interface Candidate {
  readonly start: number
  readonly end: number
  readonly raw: string
  readonly quoted: string
  readonly inFlow: boolean
}

/** Lines that people write, in UTF-16 units; what is longer is not mended, since there would be too much to try. */
const longestLine = 1000

/** How many candidates are tried for one problem at most. */
const mostCandidates = 60

/**
 * The values on the line of a problem that quotes might mend: each begins after a key, a dash or a bracket at or before the problem, and
 * ends behind it, before a comment, a comma or closing brackets. The nearest beginning and the nearest end come first.
 */
export function candidates(text: string, problem: YamlProblem): readonly Candidate[] {
  const from = text.lastIndexOf('\n', problem.start - 1) + 1
  const line = lineAt(text, from)
  if (line.length > longestLine) return []
  const at = problem.start - from
  return startsIn(line)
    .filter((start) => start < at || (start === at && problem.code !== 'yaml-flow-text'))
    .toReversed()
    .flatMap((start) => endsIn(line, start).map((end) => candidate(line, start, end, from)))
    .filter(({ raw, end }) => raw !== '' && end > problem.start)
    .slice(0, mostCandidates)
}

function candidate(line: string, start: number, { at, inFlow }: End, from: number): Candidate {
  const raw = line.slice(start, at).trimEnd()
  return { start: from + start, end: from + start + raw.length, raw, quoted: quoteScalar(apostrophes(raw)), inFlow }
}

/** `'it's'` is a text in its quotes already, and lacks that its apostrophe is written twice. */
function apostrophes(raw: string): string {
  const [, inner] = /^'((?:[^']|(?<=\p{L})'(?=\p{L}))*)'$/u.exec(raw) ?? []
  return inner ?? withoutOwnQuotes(raw)
}

/** `"say "hi""` is a text in quotes that holds quotes; behind the quotes of a text in an expression, an operator follows. */
function withoutOwnQuotes(raw: string): string {
  const quote = raw[0]!
  if (!/["']/.test(quote) || !raw.endsWith(quote) || raw.includes('\\')) return raw
  const second = raw.indexOf(quote, 1)
  return /^\s*(?:[-=!<>+*/%&|?:.,)\]]|in\b|$)/.test(raw.slice(second + 1)) ? raw : raw.slice(1, -1)
}

function lineAt(text: string, from: number): string {
  const end = text.indexOf('\n', from)
  return (end < 0 ? text.slice(from) : text.slice(from, end)).replace(/\r$/, '')
}

function startsIn(line: string): readonly number[] {
  const keys = [...line.matchAll(/(?:^[ \t]*(?:- +)*|[{,[] *)(?:"[^"]*"|'[^']*'|[A-Za-z_][\w.-]*):[ \t]+/g)]
  const items = [...line.matchAll(/^[ \t]*(?:- +)+|[[,] *(?=[^ ])/g)]
  return [...new Set([...keys, ...items].map((match) => match.index + match[0].length))].toSorted((a, b) => a - b)
}

interface End {
  readonly at: number
  readonly inFlow: boolean
}

function endsIn(line: string, start: number): readonly End[] {
  const rest = line.slice(start)
  const body = rest.slice(0, commentIn(rest)).trimEnd()
  const flow = [...beforeCommas(body), ...beforeClosed(body), ...beforeClosers(body)].map((end) => ({ at: start + end, inFlow: true }))
  const whole = { at: start + body.length, inFlow: false }
  return line.slice(0, start).includes('{') || line.slice(0, start).includes('[') || /[}\],]$/.test(body) ? [...flow, whole] : [whole]
}

function commentIn(rest: string): number {
  const at = rest.search(/\s#/)
  return at < 0 ? rest.length : at
}

function beforeCommas(body: string): readonly number[] {
  return [...body.matchAll(/,\s/g)].slice(0, 20).map((match) => match.index)
}

/** Ends before the brackets of a list or map behind which the line goes on. */
function beforeClosed(body: string): readonly number[] {
  return [...body.matchAll(/\s*[\]}]+,\s/g)].slice(0, 20).map((match) => match.index)
}

/** Ends before the brackets and commas at the end of a line, one more each time, from the innermost on. */
function beforeClosers(body: string): readonly number[] {
  const ends: number[] = []
  let rest = body
  while (/[}\],]\s*$/.test(rest) && ends.length < 6) {
    rest = rest.replace(/\s*[}\],]\s*$/, '')
    ends.push(rest.length)
  }
  return ends.toReversed()
}
