import { expandBraces, isGlob } from './syntax.ts'
import { type Segment, segmentsOf, type Token } from './tokens.ts'

/**
 * Whether two parts may mean the same file. Exact for paths, `*`, `?`, `**` and `{a,b}`; for classes and extended globs it says yes where it can't tell.
 * A path may be a directory, so that it shares with what is beneath it. Case is ignored: a plan may run where the file system ignores it.
 */
export function mayShare(a: string, b: string): boolean {
  const [left, right] = [alternatives(a), alternatives(b)]
  if (!left || !right) return true
  return left.some((one) => right.some((other) => shareSegments(one, other)))
}

function alternatives(part: string): readonly (readonly Segment[])[] | undefined {
  const folded = part.normalize('NFC').toLowerCase()
  if (!isGlob(folded)) return [[...segmentsOf(folded), '**']]
  return expandBraces(folded)?.map(segmentsOf)
}

function shareSegments(a: readonly Segment[], b: readonly Segment[]): boolean {
  const [first, ...rest] = a
  const [other, ...others] = b
  if (first === undefined && other === undefined) return true
  if (first === '**') return shareSegments(rest, b) || (other !== undefined && shareSegments(a, others))
  if (other === '**') return shareSegments(b, a)
  if (first === undefined || other === undefined) return false
  return shareTokens(first, other) && shareSegments(rest, others)
}

function shareTokens(a: readonly Token[], b: readonly Token[]): boolean {
  const [first, ...rest] = a
  const [other, ...others] = b
  if (first === undefined && other === undefined) return true
  if (first && isOpen(first)) return shareTokens(rest, b) || (other !== undefined && shareTokens(a, others))
  if (other && isOpen(other)) return shareTokens(b, a)
  if (first === undefined || other === undefined) return false
  return shareToken(first, other) && shareTokens(rest, others)
}

function isOpen(token: Token): boolean {
  return token.kind === 'many' || token.kind === 'other'
}

function shareToken(a: Token, b: Token): boolean {
  return a.kind !== 'char' || b.kind !== 'char' || a.char === b.char
}
