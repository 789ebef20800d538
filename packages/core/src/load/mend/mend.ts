import type { Alias, Node } from 'yaml'
import type { Json } from '../../model/index.ts'
import { betterPlace } from './better-place.ts'
import { candidates, type Candidate } from './mend-candidates.ts'
import { hintFor } from './hints.ts'
import { wording } from './mend-wording.ts'
import { readYaml, type YamlProblem } from '../yaml/read-yaml.ts'
import { splice, unsplice, type TextEdit } from '../text-edit.ts'
import { toValue } from '../yaml/to-value.ts'

/** A mistake in the YAML as the user is told; offsets are those of the text as it stands. */
export interface Mistake {
  readonly code: string
  readonly message: string
  readonly start: number
  readonly end: number
  readonly suggestion?: string
  readonly edit?: TextEdit
}

/** A text as read. Where quotes mended it, `edits` lead from the text as it stands to the one that `contents` was read from. */
export interface Reading {
  readonly contents: Node | null
  /** Undefined where the text cannot be read. */
  readonly value: Json | undefined
  readonly targets: ReadonlyMap<Alias, Node>
  readonly edits: readonly TextEdit[]
  readonly mistakes: readonly Mistake[]
}

/**
 * Reads a text, and where it is wrong tries what the author probably meant: values that lack quotes. A mended text is never
 * run; it lets one report tell all mistakes of the file, with fixes that are known to work.
 */
export function readMending(text: string): Reading {
  let at: Attempt = attempt(text, [])
  const mistakes: Mistake[] = []
  const givenUp = new Set<string>()
  let budget = Math.max(2, Math.min(40, Math.floor(1_000_000 / (text.length + 1))))
  for (let index = 0; index < at.problems.length && mistakes.length < mostMistakes; index++) {
    const problem = at.problems[index]!
    const name = `${problem.code} ${unsplice(at.edits, problem.start)}`
    if (givenUp.has(name)) continue
    const mended: Attempt | undefined = budget > 0 ? mend(text, at, problem, () => budget--) : undefined
    mistakes.push(mended ? told(mended) : plainly(at, problem))
    givenUp.add(name)
    if (!mended && !problem.recovered) return reading(at, undefined, mistakes)
    if (mended) [at, index] = [mended, -1]
  }
  return reading(at, mistakes.length < mostMistakes ? at.value : undefined, mistakes)
}

/** More mistakes than that are one mistake, of which nothing follows: it is no plan. */
const mostMistakes = 100

function reading({ contents, targets, edits }: Attempt, value: Json | undefined, mistakes: readonly Mistake[]): Reading {
  return { contents, value, targets, edits, mistakes: mistakes.toSorted((a, b) => a.start - b.start) }
}

interface Attempt {
  readonly contents: Node | null
  readonly value: Json
  readonly targets: ReadonlyMap<Alias, Node>
  readonly current: string
  readonly edits: readonly TextEdit[]
  readonly problems: readonly YamlProblem[]
  readonly candidate?: Candidate
}

function attempt(text: string, edits: readonly TextEdit[], candidate?: Candidate): Attempt {
  const current = edits.length === 0 ? text : splice(text, edits)
  const { contents, problems } = readYaml(current)
  const isBroken = problems.some(({ recovered }) => !recovered)
  const converted = toValue(isBroken ? null : contents)
  const all = isBroken ? problems : [...problems, ...converted.problems].toSorted((a, b) => a.start - b.start)
  const { value, targets } = converted
  return { contents, value, targets, current, edits, problems: all, ...(candidate && { candidate }) }
}

const mendable: ReadonlySet<string> = new Set(['yaml-syntax', 'yaml-tag', 'yaml-alias', 'yaml-flow-text', 'yaml-directive', 'yaml-key'])

function mend(text: string, at: Attempt, problem: YamlProblem, spend: () => void): Attempt | undefined {
  if (!mendable.has(problem.code)) return undefined
  for (const candidate of candidates(at.current, problem)) {
    if (!isPlausible(at.current, problem, candidate)) continue
    const start = unsplice(at.edits, candidate.start)
    const end = start + candidate.raw.length
    if (at.edits.some((edit) => edit.start < end && start < edit.end)) continue
    spend()
    const next = attempt(text, [...at.edits, { start, end, text: candidate.quoted }], candidate)
    const until = candidate.start + candidate.quoted.length
    if (next.problems.every((left) => left.start >= until || (left.recovered && left.start < candidate.start))) return next
  }
  return undefined
}

/** Whether the line reads well alone with the quotes. */
function isPlausible(text: string, problem: YamlProblem, { start, end, quoted, raw }: Candidate): boolean {
  if (problem.code === 'yaml-flow-text' && !/\s/.test(raw.replace(/,\s*/, ','))) return false
  if (/^[,:]|,\s*,|,\s+[A-Za-z_][\w.-]*:\s/.test(raw) || goesOn(text, start, end)) return false
  if (raw.startsWith('!!') || !isOver(raw, problem.start - start)) return false
  const from = text.lastIndexOf('\n', start - 1) + 1
  const to = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end)
  const head = text.slice(from, start).trimStart()
  return readsAlone(head, quoted + withoutOthers(text.slice(end, to)))
}

/** Whether the value that ends a line goes on in the next: quotes around the first of its lines would not mend it. */
function goesOn(text: string, start: number, end: number): boolean {
  const [rest = '', ...below] = text.slice(end).split('\n', 3)
  const next = below.find((line) => /^\s*[^\s#]/.test(line))
  if (next === undefined || /^[^#]*\S/.test(rest.replace(/\s#.*/s, ''))) return false
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  const own = /^ *(?:- +)+$/.test(line) ? line.lastIndexOf('-') : /^ *(?:- +)*/.exec(line)![0].length
  return /^ */.exec(next)![0].length > own
}

/** Whether a value that begins with a quote or bracket has ended before the problem. */
function isOver(raw: string, problem: number): boolean {
  const first = raw[0]!
  if (first === '"' || first === "'") return raw.indexOf(first, 1) > 0 && raw.indexOf(first, 1) < problem
  if (first !== '[' && first !== '{') return true
  const head = raw.slice(0, problem)
  return head.split(first).length === head.split(first === '[' ? ']' : '}').length
}

/** The rest of a line without the beginnings of further mistakes, which get their turn. */
function withoutOthers(rest: string): string {
  return rest.replace(/\$\{\{.*?\}\}/g, 'x').replace(/([:,[] *)[!*]+/g, '$1x')
}

/** Whether nothing is wrong from the end of `head` on, be the line a piece of a map or of a list. */
function readsAlone(head: string, tail: string): boolean {
  const frames = [
    [head, tail],
    [`{${head.replace(/^- /, '')}`, `${tail}}`],
    [`[${head}`, `${tail}]`],
  ] as const
  return frames.some(([before, after]) =>
    attempt(before + after.trimEnd(), []).problems.every(({ recovered, start }) => recovered && start < before.length),
  )
}

function told({ edits, candidate }: Attempt): Mistake {
  const edit = edits.at(-1)!
  return { ...wording(candidate!), start: edit.start, end: edit.end, edit }
}

function plainly({ edits, contents, current }: Attempt, problem: YamlProblem): Mistake {
  const { code, message, start, end } = betterPlace(problem, contents, current)
  const suggestion = hintFor(code, current, start)
  const from = unsplice(edits, start)
  const place = { start: from, end: Math.max(unsplice(edits, Math.min(end, current.length)), from) }
  return { code, message, ...place, ...(suggestion !== undefined && { suggestion }) }
}
