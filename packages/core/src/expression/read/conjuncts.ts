import { readTokens, type Token } from './read-tokens.ts'

/**
 * The conditions that must all hold for a condition to hold, each with one space between its tokens, so that the same ones are alike: `a && b` gives both. One
 * that is joined in another way, or unusual, is given as a whole.
 */
export function conjunctsOf(condition: string): readonly string[] {
  const tokens = readTokens(condition)
  if (!tokens) return [condition.trim()]
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.kind === 'sign') depth += depthOf(token.text)
    if (depth === 0 && token.kind === 'sign' && (token.text === '||' || token.text === '?')) return [textOf(tokens)]
    if (depth === 0 && token.kind === 'sign' && token.text === '&&') parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts.map(textOf)
}

function depthOf(sign: string): number {
  if ('([{'.includes(sign)) return 1
  return ')]}'.includes(sign) ? -1 : 0
}

function textOf(tokens: readonly Token[]): string {
  return tokens
    .filter(({ kind }) => kind !== 'end')
    .map(({ kind, text }) => (kind === 'string' ? JSON.stringify(text) : text))
    .join(' ')
}
