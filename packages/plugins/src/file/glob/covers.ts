import { escapeGlob, expandBraces, isGlob, unescapeGlob } from './syntax.ts'
import { matcherOf } from './match.ts'
import { type Segment, segmentsOf, type Token } from './tokens.ts'

const known = new Map<string, Map<string, boolean>>()

/**
 * Whether everything that a part (a pattern, or an escaped path) can mean is matched by an entry of scope. Says no where it can't tell.
 * An entry without special characters covers what is beneath it as well, as a directory; `.` is the whole tree. An entry that begins with `!` covers nothing.
 */
export function covers(entry: string, part: string): boolean {
  const answers = known.get(entry) ?? new Map<string, boolean>()
  if (known.size > 1000) known.clear()
  known.set(entry, answers)
  const answer = answers.get(part)
  if (answer !== undefined) return answer
  if (answers.size > 50_000) answers.clear()
  const found = decide(trimmed(entry), trimmed(part))
  answers.set(part, found)
  return found
}

function decide(entry: string, part: string): boolean {
  if (/^!(?!\()/.test(entry) || /^!(?!\()/.test(part)) return false
  if (entry === part || entry === '.') return true
  const path = unescapeGlob(part)
  if (!isGlob(part)) return entry === path || (isGlob(entry) ? matcherOf(entry)(path) : isBeneath(unescapeGlob(entry), path))
  const wholes = expandBraces(isGlob(entry) ? entry : `${escapeGlob(unescapeGlob(entry))}/**`)
  const pieces = expandBraces(part)
  if (!wholes || !pieces) return false
  const segments = wholes.map(segmentsOf)
  return pieces.every((piece) => segments.some((whole) => containsSegments(whole, segmentsOf(piece))))
}

function isBeneath(directory: string, path: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}

function trimmed(part: string): string {
  return part.replace(/^(?:\.\/)+/, '').replace(/(?<=.)\/+$/, '')
}

/** Whether every path that `piece` matches is matched by `whole`. */
function containsSegments(whole: readonly Segment[], piece: readonly Segment[]): boolean {
  const [first, ...rest] = whole
  if (first === undefined) return piece.length === 0
  const [next, ...others] = piece
  if (first === '**') return containsSegments(rest, piece) || (next !== undefined && containsSegments(whole, others))
  if (next === undefined || next === '**') return false
  return containsTokens(first, next) && containsSegments(rest, others)
}

function containsTokens(whole: readonly Token[], piece: readonly Token[]): boolean {
  const [first, ...rest] = whole
  if (first === undefined) return piece.length === 0
  const [next, ...others] = piece
  if (first.kind === 'many') return containsTokens(rest, piece) || (next !== undefined && containsTokens(whole, others))
  return next !== undefined && containsToken(first, next) && containsTokens(rest, others)
}

function containsToken(whole: Token, piece: Token): boolean {
  switch (whole.kind) {
    case 'one':
      return piece.kind === 'one' || piece.kind === 'char' || piece.kind === 'class'
    case 'char':
      return piece.kind === 'char' && piece.char === whole.char
    case 'class':
    case 'other':
      return piece.kind === whole.kind && piece.text === whole.text
    case 'many':
      return true
    default:
      return whole satisfies never
  }
}
