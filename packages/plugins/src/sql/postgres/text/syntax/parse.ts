import { PlanError } from '@backout/core/plugin'
import { type Tree, tagged } from './tree.ts'
import { nestedTooDeeply, unreadable } from './unreadable.ts'

/** One statement of a script with its parse tree. */
export interface Parsed {
  /** `UpdateStmt` */
  readonly tag: string
  readonly fields: Tree
  /** Without the semicolon and without comments around it. */
  readonly sql: string
  /** Line of its first token, from 1. */
  readonly line: number
  /** Names of `$n`, each once, in order. */
  readonly parameters: readonly string[]
  readonly tokens: readonly Token[]
}

/** One token, comments left out. `start` and `end` are UTF-16 offsets in the statement. */
export interface Token {
  readonly text: string
  /** Keywords in upper case (`UPDATE`); else the scanner's name: `IDENT`, `PARAM`, `ASCII_40` for a parenthesis. */
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Parses a script with PostgreSQL's own parser. Errors: `invalid`, naming the line. */
export async function parseScript(script: string): Promise<readonly Parsed[]> {
  const parser = await import('libpg-query')
  await parser.loadModule()
  if (script.trim() === '') return []
  refuseNul(script)
  const bytes = Buffer.from(script, 'utf8')
  const { stmts = [] } = parsedBy(script, () => parser.parseSync(script)) as { readonly stmts?: readonly RawStatement[] }
  const tokens = parsedBy(script, () => parser.scanSync(script)).tokens.filter(({ tokenName }) => !tokenName.endsWith('COMMENT'))
  return parsedStatements(stmts, bytes, tokens)
}

interface RawStatement {
  readonly stmt?: unknown
  readonly stmt_location?: number
  readonly stmt_len?: number
}

interface RawToken {
  readonly start: number
  readonly end: number
  readonly tokenName: string
}

/** Statements and tokens both come in the order of the text, so that one walk along it places them all: a script may be long. */
function parsedStatements(statements: readonly RawStatement[], bytes: Buffer, all: readonly RawToken[]): readonly Parsed[] {
  const line = lineCounter(bytes)
  let next = 0
  return statements.map(({ stmt, stmt_location = 0, stmt_len }) => {
    const until = stmt_len === undefined || stmt_len === 0 ? bytes.length : stmt_location + stmt_len
    const own: RawToken[] = []
    while (next < all.length && all[next]!.start < stmt_location) next++
    for (; next < all.length && all[next]!.end <= until; next++) if (all[next]!.tokenName !== 'ASCII_59') own.push(all[next]!)
    const from = own[0]?.start ?? stmt_location
    const [tag, fields] = tagged(stmt)
    const tokens = placed(own, bytes, from)
    const parameters = [...new Set(tokens.filter(({ name }) => name === 'PARAM').map(({ text }) => text.slice(1)))]
    return { tag, fields, sql: bytes.toString('utf8', from, own.at(-1)?.end ?? until), line: line(from), parameters, tokens }
  })
}

/** The server's offsets are of bytes; ours are of UTF-16 units, from the first token on. */
function placed(own: readonly RawToken[], bytes: Buffer, from: number): readonly Token[] {
  let [at, place] = [from, 0]
  const placeOf = (offset: number): number => {
    place += bytes.toString('utf8', at, offset).length
    at = offset
    return place
  }
  return own.map(({ start, end, tokenName }) => {
    const text = bytes.toString('utf8', start, end)
    return { text, name: tokenName === 'UNKNOWN' ? text.toUpperCase() : tokenName, start: placeOf(start), end: placeOf(end) }
  })
}

/** The parser takes it for the end of the script, and would pass over the rest without a word. */
function refuseNul(script: string): void {
  const at = script.indexOf('\0')
  if (at < 0) return
  throw new PlanError('invalid', `Cannot read the SQL at line ${script.slice(0, at).split('\n').length}: a NUL character stands there`)
}

/** Lines of offsets that only grow, from 1. */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let [at, line] = [0, 1]
  return (offset) => {
    for (; at < offset; at++) if (bytes[at] === 0x0a) line++
    return line
  }
}

function parsedBy<T>(script: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (cause instanceof RangeError) throw nestedTooDeeply()
    const { sqlDetails } = cause as { readonly sqlDetails?: { readonly message: string; readonly cursorPosition: number } }
    throw unreadable(script, sqlDetails?.cursorPosition ?? 0, sqlDetails?.message ?? String(cause))
  }
}
