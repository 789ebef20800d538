import { reachesEnd } from './reach.ts'
import type { Segment, Token } from './tokens.ts'

/** Whether a name matches a segment, in time proportional to the product of their lengths at most. */
export function matchesName(tokens: readonly Token[], name: string): boolean {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first?.kind === 'char' && first.char !== name[0]) return false
  if (last?.kind === 'char' && last.char !== name.at(-1)) return false
  if (tokens.length === 1 && first?.kind === 'many') return true
  return reachesEnd(tokens, name, (token, char) => {
    if (token?.kind === 'many') return [right, down]
    return token !== undefined && char !== undefined && matchesChar(token, char) ? [both] : []
  })
}

/** Whether a path matches a pattern without braces. */
export function matchesPath(segments: readonly Segment[], path: string): boolean {
  return reachesEnd(segments, path.split('/'), (segment, name) => {
    if (segment === '**') return [right, down]
    return segment !== undefined && name !== undefined && matchesName(segment, name) ? [both] : []
  })
}

/** Whether a token stands for a character (a UTF-16 unit). */
export function matchesChar(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char
    case 'class':
      return token.test.test(char)
    case 'one':
    case 'many':
      return true
    default:
      return token satisfies never
  }
}

const right = [1, 0] as const
const down = [0, 1] as const
const both = [1, 1] as const
