import { PlanError } from '@backout/core/plugin'

/**
 * A token of SQLite's grammar. `start` and `end` are offsets (UTF-16 units) in the script.
 * `word` is a bare identifier or keyword, `quoted` an identifier in `""`, `[]` or backticks.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'blob' | 'parameter' | 'sign'
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Splits a script into tokens, without white space and comments, by the rules of SQLite's own tokenizer (src/tokenize.c).
 * Errors: `invalid`, naming the line, for a string or quoted name that does not end, and for a character that no token starts with.
 */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = []
  let at = sql.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < sql.length) {
    const gap = endOfGap(sql, at)
    if (gap > at) {
      at = gap
      continue
    }
    const token = tokenAt(sql, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

/** The line of an offset, from 1. */
export function lineOf(sql: string, offset: number): number {
  let line = 1
  for (let at = sql.indexOf('\n'); at >= 0 && at < offset; at = sql.indexOf('\n', at + 1)) line++
  return line
}

function endOfGap(sql: string, at: number): number {
  const char = sql[at]!
  if (' \t\n\f\r'.includes(char)) return at + 1
  if (sql.startsWith('--', at)) return after(sql.indexOf('\n', at), 1, sql.length)
  // SQLite lets a block comment end with the text.
  if (sql.startsWith('/*', at)) return after(sql.indexOf('*/', at + 2), 2, sql.length)
  return at
}

function after(found: number, width: number, otherwise: number): number {
  return found < 0 ? otherwise : found + width
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['blob', /[xX]'(?:[0-9a-fA-F]{2})*'/y],
  ['word', /[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*/uy],
  ['number', /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y],
  ['parameter', /\?\d*|[:@#][\w$\u{80}-\u{10ffff}]+|\$[\w$\u{80}-\u{10ffff}]+(?:::[\w$\u{80}-\u{10ffff}]*)*(?:\([^)\s]*\))?/uy],
  ['string', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ['sign', /->>|->|\|\||<<|>>|<=|>=|==|<>|!=|[-+*/%(),.;<>=&|~]/y],
]

function tokenAt(sql: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const text = pattern.exec(sql)?.[0]
    if (text !== undefined) return { kind, text, start: at, end: at + text.length }
  }
  throw unreadable(sql, at)
}

function unreadable(sql: string, at: number): PlanError {
  const char = String.fromCodePoint(sql.codePointAt(at)!)
  const line = lineOf(sql, at)
  if (`'"\`[`.includes(char))
    return new PlanError('invalid', `Cannot read the SQL: what opens with ${char} on line ${line} is never closed`)
  return new PlanError('invalid', `Cannot read the SQL: no token starts with ${JSON.stringify(char)} on line ${line}`)
}

/** A bare word in upper case; `''` for any other token, and behind the end. */
export function keyword(token: Token | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : ''
}

/** The name that an identifier stands for, or undefined where the token can't be one. SQLite takes a string for a name where only a name fits. */
export function nameOf(token: Token | undefined): string | undefined {
  switch (token?.kind) {
    case 'word':
      return token.text
    case 'string':
      return token.text.slice(1, -1).replaceAll("''", "'")
    case 'quoted':
      return unquote(token.text)
    default:
      return undefined
  }
}

function unquote(text: string): string {
  const body = text.slice(1, -1)
  const mark = text[0]!
  return mark === '[' ? body : body.replaceAll(mark + mark, mark)
}
