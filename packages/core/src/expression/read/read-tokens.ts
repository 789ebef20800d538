/** A token of the everyday part of CEL. */
export interface Token {
  readonly kind: 'name' | 'int' | 'double' | 'string' | 'sign' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * The tokens of an expression, or undefined where it uses anything but plain names, decimal numbers, one-line strings without
 * escapes, and operators: the library then reads it.
 */
export function readTokens(expression: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < expression.length) {
    const match = token.exec(expression)
    if (!match) return undefined
    const [whole, blank, name, double, int, string, sign] = match
    const start = match.index
    const end = start + whole.length
    if (blank !== undefined) continue
    if (name !== undefined) {
      if (reserved.has(name) || isPrefix(name, expression[end])) return undefined
      tokens.push({ kind: 'name', text: name, start, end })
    } else if (double ?? int) {
      if (/[\w.]/.test(expression[end] ?? '')) return undefined
      tokens.push({ kind: double ? 'double' : 'int', text: whole, start, end })
    } else if (string !== undefined) {
      if (isTriple(expression, start, end)) return undefined
      tokens.push({ kind: 'string', text: whole.slice(1, -1), start, end })
    } else {
      if (whole === '/' && expression[end] === '/') return undefined
      tokens.push({ kind: 'sign', text: sign!, start, end })
    }
  }
  tokens.push({ kind: 'end', text: '', start: expression.length, end: expression.length })
  return tokens
}

const token =
  /([ \t\r\n]+)|([A-Za-z_]\w*)|((?:0|[1-9]\d{0,15})\.\d{1,15})|(0|[1-9]\d{0,17})|("[^"\\\r\n]*"|'[^'\\\r\n]*')|(&&|\|\||==|!=|<=|>=|[<>+\-*/%!?:.,()[\]{}])/y

const reserved: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
)

/** Whether a name is the prefix of a raw or bytes string. */
function isPrefix(name: string, next: string | undefined): boolean {
  return (next === '"' || next === "'") && /^(?:[rRbB]|[rR][bB]|[bB][rR])$/.test(name)
}

function isTriple(expression: string, start: number, end: number): boolean {
  return end - start === 2 && expression[end] === expression[start]
}
