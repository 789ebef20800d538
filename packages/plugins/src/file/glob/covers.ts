import { expandBraces } from './braces.ts'
import { matchesChar, matchesPath } from './match.ts'
import { reachesEnd } from './reach.ts'
import { escapeGlob, isExclusion, isGlob, unescapeGlob } from './syntax.ts'
import { type Segment, segmentsOf, type Token } from './tokens.ts'

/** What is known of entries: what they stand for, and answers. */
const known = new Map<string, Entry>()

/**
 * Whether everything that a part (a pattern, or an escaped path) can mean is matched by an entry of scope. Says no where it can't tell.
 * An entry without special characters covers what is beneath it as well, as a directory; `.` is the whole tree. An entry that begins with
 * `!` covers nothing.
 */
export function covers(entry: string, part: string): boolean {
  const one = known.get(entry) ?? readEntry(entry)
  if (!part.startsWith(one.literal) && isPlain.test(part)) return false
  const answer = one.answers.get(part)
  if (answer !== undefined) return answer
  if (one.answers.size > 50_000) one.answers.clear()
  const found = decide(one, trimmed(part))
  one.answers.set(part, found)
  return found
}

/** Paths that no part of this file would read in another way. */
const isPlain = /^[^.*?[\]{}\\!][^*?[\]{}\\!]*$/

interface Entry {
  readonly text: string
  /** What every path begins with that the entry covers. */
  readonly literal: string
  /** What every path beneath a plain directory begins with, where the entry stands for just these. */
  readonly beneath: string | undefined
  /** Without braces; undefined where there would be too many. */
  wholes(): readonly (readonly Segment[])[] | undefined
  readonly answers: Map<string, boolean>
}

function readEntry(entry: string): Entry {
  const text = trimmed(entry)
  const whole = isGlob(text) ? text : `${escapeGlob(unescapeGlob(text))}/**`
  const [, beneath] = /^([^*?[\]{}\\!]+\/)\*\*$/.exec(whole) ?? []
  const [literal] = /^(?:[^*?[\]{}\\!/]|\/(?!\*\*))*/.exec(text === '.' ? '' : text)!
  let wholes: { readonly read: ReturnType<Entry['wholes']> } | undefined
  const read: Entry = {
    text,
    literal,
    beneath,
    wholes() {
      wholes ??= { read: expandBraces(whole)?.map(segmentsOf) }
      return wholes.read
    },
    answers: new Map(),
  }
  if (known.size > 20_000) known.clear()
  known.set(entry, read)
  return read
}

function decide(one: Entry, part: string): boolean {
  const { text: entry, beneath } = one
  if (isExclusion(entry) || isExclusion(part)) return false
  if (beneath !== undefined && part.startsWith(beneath)) return true
  if (entry === part || entry === '.') return true
  const wholes = one.wholes()
  if (!isGlob(part)) {
    const path = unescapeGlob(part)
    return entry === path || (wholes ?? []).some((whole) => matchesPath(whole, path))
  }
  const pieces = expandBraces(part)
  if (!wholes || !pieces) return false
  return pieces.every((piece) => wholes.some((whole) => containsSegments(whole, segmentsOf(piece))))
}

function trimmed(part: string): string {
  return part.replace(/^(?:\.\/)+/, '').replace(/(?<=.)\/+$/, '')
}

/** Whether every path that `piece` matches is matched by `whole`. */
function containsSegments(whole: readonly Segment[], piece: readonly Segment[]): boolean {
  return reachesEnd(whole, piece, (one, other) => {
    if (one === '**')
      return other === undefined
        ? [[1, 0]]
        : [
            [1, 0],
            [0, 1],
          ]
    return one && other && other !== '**' && containsTokens(one, other) ? [[1, 1]] : []
  })
}

function containsTokens(whole: readonly Token[], piece: readonly Token[]): boolean {
  return reachesEnd(whole, piece, (one, other) => {
    if (one?.kind === 'many')
      return other === undefined
        ? [[1, 0]]
        : [
            [1, 0],
            [0, 1],
          ]
    return one && other && containsToken(one, other) ? [[1, 1]] : []
  })
}

function containsToken(whole: Token, piece: Token): boolean {
  if (piece.kind === 'char') return matchesChar(whole, piece.char)
  if (piece.kind === 'many') return false
  return whole.kind === 'one' || (whole.kind === 'class' && piece.kind === 'class' && piece.text === whole.text)
}
