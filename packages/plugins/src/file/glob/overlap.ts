import { expandBraces } from './braces.ts'
import { matchesChar } from './match.ts'
import { reachesEnd } from './reach.ts'
import { isGlob } from './syntax.ts'
import { type Segment, segmentsOf, type Token } from './tokens.ts'

/**
 * Whether two parts may mean the same file. Exact, but for two classes, where it says yes. A path without a suffix may be a directory, so that it
 * shares with what a pattern matches beneath it. Case is ignored: a plan may run where the file system ignores it.
 */
export function mayShare(a: string, b: string): boolean {
  const [left, right] = [readPart(a), readPart(b)]
  if (left.plain !== undefined && right.plain !== undefined) return left.plain.startsWith(right.plain) || right.plain.startsWith(left.plain)
  const [some, others] = [alternatives(left, right), alternatives(right, left)]
  if (!some || !others) return true
  return some.some((one) => others.some((other) => shareSegments(one, other)))
}

/** The directories that a path or pattern lies in, and itself where it is a path, as {@link mayShare} reads them. */
export function placesOf(part: string): readonly string[] {
  const segments = readPart(part).text.split('/')
  const special = segments.findIndex((segment) => /[*?[\]{}\\!]/.test(segment))
  const plain = (special < 0 ? segments : segments.slice(0, special)).filter((segment) => segment !== '' && segment !== '.')
  return plain.map((_, index) => plain.slice(0, index + 1).join('/'))
}

interface Part {
  readonly text: string
  readonly isGlob: boolean
  /** The path with a slash behind it, where it is one without anything special: such a path shares with what is beneath it, and nothing else. */
  readonly plain: string | undefined
}

/** Remembered: to order a plan, each of its parts is held against all others. */
const known = new Map<string, Part>()

function readPart(part: string): Part {
  const there = known.get(part)
  if (there) return there
  const text = part.normalize('NFC').toLowerCase()
  const read = { text, isGlob: isGlob(text), plain: /[*?[\]{}\\!]|(?:^|\/)\.?(?:\/|$)/.test(text) ? undefined : `${text}/` }
  if (known.size > 50_000) known.clear()
  known.set(part, read)
  return read
}

/** What a part stands for, next to another one. */
function alternatives(part: Part, other: Part): readonly (readonly Segment[])[] | undefined {
  if (part.isGlob) return expandBraces(part.text)?.map(segmentsOf)
  const segments = segmentsOf(part.text)
  return [isDirectory(part, other) ? [...segments, '**'] : segments]
}

function isDirectory({ text }: Part, other: Part): boolean {
  return !other.isGlob || !/[^/]\.[^./]+$/.test(text) || other.text.startsWith(`${text.replace(/\/+$/, '')}/`)
}

function shareSegments(a: readonly Segment[], b: readonly Segment[]): boolean {
  return reachesEnd(a, b, (one, other) => {
    if (one === '**' || other === '**') return skips
    return one && other && shareTokens(one, other) ? [[1, 1]] : []
  })
}

function shareTokens(a: readonly Token[], b: readonly Token[]): boolean {
  return reachesEnd(a, b, (one, other) => {
    if (one?.kind === 'many' || other?.kind === 'many') return skips
    return one && other && shareToken(one, other) ? [[1, 1]] : []
  })
}

/** What stands for any number of elements is left, or takes one of the other list. */
const skips = [
  [1, 0],
  [0, 1],
] as const

function shareToken(a: Token, b: Token): boolean {
  if (a.kind === 'char') return matchesChar(b, a.char)
  return b.kind === 'char' ? matchesChar(a, b.char) : true
}
