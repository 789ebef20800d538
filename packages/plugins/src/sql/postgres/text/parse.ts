import { PlanError } from '@backout/core/plugin'
import { type Tree, tagged } from './tree.ts'

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
  const bytes = Buffer.from(script, 'utf8')
  const { stmts = [] } = parsedBy(script, () => parser.parseSync(script)) as { readonly stmts?: readonly RawStatement[] }
  const tokens = parsedBy(script, () => parser.scanSync(script)).tokens.filter(({ tokenName }) => !tokenName.endsWith('COMMENT'))
  return stmts.map((raw) => parsedStatement(raw, bytes, tokens))
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

function parsedStatement({ stmt, stmt_location = 0, stmt_len }: RawStatement, bytes: Buffer, all: readonly RawToken[]): Parsed {
  const until = stmt_len === undefined || stmt_len === 0 ? bytes.length : stmt_location + stmt_len
  const own = all.filter(({ start, end, tokenName }) => start >= stmt_location && end <= until && tokenName !== 'ASCII_59')
  const from = own[0]?.start ?? stmt_location
  const sql = bytes.toString('utf8', from, own.at(-1)?.end ?? until)
  const place = (offset: number): number => bytes.toString('utf8', from, offset).length
  const tokens = own.map(({ start, end, tokenName }) => ({
    text: bytes.toString('utf8', start, end),
    name: tokenName === 'UNKNOWN' ? bytes.toString('utf8', start, end).toUpperCase() : tokenName,
    start: place(start),
    end: place(end),
  }))
  const [tag, fields] = tagged(stmt)
  const line = bytes.toString('utf8', 0, from).split('\n').length
  const parameters = [...new Set(tokens.filter(({ name }) => name === 'PARAM').map(({ text }) => text.slice(1)))]
  return { tag, fields, sql, line, parameters, tokens }
}

function parsedBy<T>(script: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const { sqlDetails } = cause as { readonly sqlDetails?: { readonly message: string; readonly cursorPosition: number } }
    const line = script.slice(0, sqlDetails?.cursorPosition ?? 0).split('\n').length
    throw new PlanError('invalid', `Cannot read the SQL at line ${line}: ${sqlDetails?.message ?? String(cause)}`)
  }
}
