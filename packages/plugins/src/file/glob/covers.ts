import { expandBraces } from './braces.ts'
import { matchesChar, matchesPath } from './match.ts'
import { reachesEnd } from './reach.ts'
import { escapeGlob, isExclusion, isGlob, unescapeGlob } from './syntax.ts'
import { type Segment, segmentsOf, type Token } from './tokens.ts'

const known = new Map<string, Map<string, boolean>>()

/**
 * Whether everything that a part (a pattern, or an escaped path) can mean is matched by an entry of scope. Says no where it can't tell.
 * An entry without special characters covers what is beneath it as well, as a directory; `.` is the whole tree. An entry that begins with
 * `!` covers nothing.
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
  if (isExclusion(entry) || isExclusion(part)) return false
  if (entry === part || entry === '.') return true
  const wholes = expandBraces(isGlob(entry) ? entry : `${escapeGlob(unescapeGlob(entry))}/**`)?.map(segmentsOf)
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
