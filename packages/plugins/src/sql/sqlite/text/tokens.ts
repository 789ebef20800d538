import { PlanError } from '@backout/core/plugin'

/**
 * A token of SQLite's grammar. `start` and `end` are offsets (UTF-16 units) in the script.
 * `word` is a bare identifier or keyword, `quoted` an identifier in `""`, `[]` or backticks.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'blob' | 'parameter' | 'sign'
  readonly text: string
  /** A bare word in upper case; `''` for any other token. */
  readonly keyword: string
  readonly start: number
  readonly end: number
  /** From 1. */
  readonly line: number
}

/**
 * Splits a script into tokens, without white space and comments, by the rules of SQLite's own tokenizer (src/tokenize.c).
 * Errors: `invalid`, naming the line, for a string or quoted name that does not end, and for a character that no token starts with.
 */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = []
  const next = tokenReader(sql)
  for (let token = next(); token; token = next()) tokens.push(token)
  return tokens
}

/** Gives the tokens of {@link tokenize} one at a time, and undefined behind the last: those of a large script take far more room than its text. */
export function tokenReader(sql: string): () => Token | undefined {
  let at = 0
  let line = 1
  let newline = sql.indexOf('\n')
  return () => {
    at = endOfGap(sql, at)
    if (at >= sql.length) return undefined
    for (; newline >= 0 && newline < at; newline = sql.indexOf('\n', newline + 1)) line++
    const token = tokenAt(sql, at, line)
    at = token.end
    return token
  }
}

/** Behind white space and comments. SQLite lets a block comment end with the text, and takes a byte order mark for a space wherever a token could begin. By hand, as quotes are below: a pattern runs out of stack where one is large. */
export function endOfGap(sql: string, from: number): number {
  let at = from
  for (;;) {
    const code = sql.charCodeAt(at)
    if (code === space || code === newline || code === byteOrderMark || (code >= tab && code <= carriageReturn && code !== verticalTab))
      at++
    else if (code === dash && sql.charCodeAt(at + 1) === dash) at = endOrAll(sql, sql.indexOf('\n', at))
    else if (code === slash && sql.charCodeAt(at + 1) === asterisk) at = endOrAll(sql, sql.indexOf('*/', at + 2), 2)
    else return at
  }
}

function endOrAll(sql: string, found: number, length = 0): number {
  return found < 0 ? sql.length : found + length
}

const [tab, newline, verticalTab, carriageReturn, space, asterisk, dash, slash, byteOrderMark] = [9, 10, 11, 13, 32, 42, 45, 47, 0xfeff]

/** Behind a string or a quoted name that begins here: its mark twice stands for itself, but in brackets. -1 where it does not end. */
function endOfQuoted(sql: string, from: number): number {
  const mark = sql[from]!
  if (mark === '[') return sql.indexOf(']', from) + 1 || -1
  let at = sql.indexOf(mark, from + 1)
  while (at >= 0 && sql[at + 1] === mark) at = sql.indexOf(mark, at + 2)
  return at < 0 ? -1 : at + 1
}

/** In this order: what begins as a blob is one, else a word. */
const anyToken = new RegExp(
  [
    /[xX]'(?:[0-9a-fA-F]{2})*'/,
    /[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*/u,
    /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/,
    /\?\d*|[:@#$][\w$\u{80}-\u{10ffff}]+(?:::[\w$\u{80}-\u{10ffff}]*)*(?:\([^)\s]*\))?/u,
    /->>|->|\|\||<<|>>|<=|>=|==|<>|!=|[-+*/%(),.;<>=&|~]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'uy',
)

function tokenAt(sql: string, at: number, line: number): Token {
  const end = endOfToken(sql, at)
  if (end < 0) throw unreadable(sql, at, line)
  const text = sql.slice(at, end)
  const kind = kindOf(text)
  return { kind, text, keyword: kind === 'word' ? text.toUpperCase() : '', start: at, end, line }
}

function endOfToken(sql: string, at: number): number {
  const kind = kinds[sql.charCodeAt(at)]
  if (kind === 'string' || kind === 'quoted') return endOfQuoted(sql, at)
  anyToken.lastIndex = at
  return anyToken.test(sql) ? anyToken.lastIndex : -1
}

/** What a whole token is, by how it begins. */
function kindOf(text: string): Token['kind'] {
  const code = text.charCodeAt(0)
  const kind = kinds[code] ?? 'word'
  if (kind === 'word') return (code | 32) === letterX && text[1] === "'" ? 'blob' : 'word'
  return text[0] === '.' && text.length > 1 ? 'number' : kind
}

const letterX = 120

/** By the code of the first character; all others begin words. */
const kinds: readonly (Token['kind'] | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  if (/\d/.test(char)) return 'number'
  if ('?:@#$'.includes(char)) return 'parameter'
  if (char === "'") return 'string'
  if ('"`['.includes(char)) return 'quoted'
  return /\w/.test(char) ? 'word' : 'sign'
})

function unreadable(sql: string, at: number, line: number): PlanError {
  const char = String.fromCodePoint(sql.codePointAt(at)!)
  if (`'"\`[`.includes(char))
    return new PlanError('invalid', `Cannot read the SQL: what opens with ${char} on line ${line} is never closed`)
  return new PlanError('invalid', `Cannot read the SQL: no token starts with ${JSON.stringify(char)} on line ${line}`)
}

/** A bare word in upper case; `''` for any other token, and behind the end. */
export function keyword(token: Token | undefined): string {
  return token?.keyword ?? ''
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
