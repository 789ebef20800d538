import type { Statement } from '../../dialect.ts'
import { alter, create, drop } from './definitions.ts'
import { type Meaning, refused } from './meaning.ts'
import { readPragma, roleOfPragma } from './pragma.ts'
import { referencesIn } from './references.ts'
import { endOfGap, keyword, type Token } from './tokens.ts'

/** What one statement's text tells. */
export interface StatementText extends Omit<Meaning, 'kind'> {
  readonly statement: Statement
}

/** A statement with the tokens of its text. */
export interface OneStatement extends StatementText {
  readonly tokens: readonly Token[]
}

/** Reads one statement. Errors: `invalid` for what can't be part of a unit. */
export function readStatement(sql: string, tokens: readonly Token[]): StatementText {
  const { line } = tokens[0]!
  const { kind, ...meaning } = meaningOf(tokens, line)
  const text = sql.slice(tokens[0]!.start, endOfText(sql, tokens.at(-1)!, kind))
  return { statement: { sql: text, line, kind, parameters: parametersOf(tokens) }, ...meaning }
}

/** Of a definition, SQLite's catalog keeps what stands between its last token and the semicolon as well: a comment, white space. */
function endOfText(sql: string, { end }: Token, kind: string): number {
  return /^(?:create|alter)/.test(kind) ? endOfGap(sql, end) : end
}

function parametersOf(tokens: readonly Token[]): readonly string[] {
  const names = new Set<string>()
  let largest = 0
  for (const { kind, text } of tokens) {
    if (kind !== 'parameter') continue
    if (!text.startsWith('?')) names.add(text.slice(1))
    else {
      largest = text === '?' ? largest + 1 : Math.max(largest, Number(text.slice(1)))
      names.add(text === '?' ? String(largest) : text.slice(1))
    }
  }
  return [...names]
}

function meaningOf(tokens: readonly Token[], line: number): Meaning {
  const word = keyword(tokens[0])
  switch (word) {
    case 'SELECT':
    case 'VALUES':
      return { kind: 'select', access: 'read', parts: referencesIn(tokens) }
    case 'EXPLAIN':
      return { kind: 'explain', access: 'read', parts: referencesIn(tokens).map(({ part }) => ({ part, access: 'read' })) }
    case 'WITH':
      return dml(mainWord(tokens), tokens)
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
      return dml(word, tokens)
    case 'CREATE':
      return create(tokens, line)
    case 'ALTER':
      return alter(tokens, line)
    case 'DROP':
      return drop(tokens, line)
    case 'PRAGMA':
      return pragma(tokens, line)
    case 'ANALYZE':
    case 'REINDEX':
      return { kind: word.toLowerCase(), access: 'write', parts: 'unknown' }
    case 'BEGIN':
    case 'COMMIT':
    case 'END':
    case 'ROLLBACK':
    case 'SAVEPOINT':
    case 'RELEASE':
      return { kind: word === 'END' ? 'commit' : word.toLowerCase(), access: 'control', parts: [] }
    default:
      throw refused(tokens[0]!.text, word, line)
  }
}

/** The verb behind the common table expressions: the first one outside of all parentheses. */
function mainWord(tokens: readonly Token[]): string {
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth++
    else if (token.text === ')') depth--
    else if (depth === 0 && /^(?:SELECT|VALUES|INSERT|REPLACE|UPDATE|DELETE)$/.test(keyword(token))) return keyword(token)
  }
  return 'SELECT'
}

function dml(word: string, tokens: readonly Token[]): Meaning {
  const parts = referencesIn(tokens)
  if (word === 'SELECT' || word === 'VALUES') return { kind: 'select', access: 'read', parts }
  const all = (word === 'UPDATE' || word === 'DELETE') && !tokens.some((token) => keyword(token) === 'WHERE')
  const target = parts.find(({ access }) => access === 'write')?.part
  return {
    kind: word === 'REPLACE' ? 'insert' : word.toLowerCase(),
    access: 'write',
    parts,
    ...(all && target !== undefined && { reaches: 'every row', note: `${word} of every row of "${target}": there is no WHERE` }),
  }
}

function pragma(tokens: readonly Token[], line: number): Meaning {
  const read = readPragma(tokens)
  const role = roleOfPragma(read, line)
  const base = { kind: 'pragma', pragma: read }
  switch (role) {
    case 'reads':
      return { ...base, access: 'read', parts: [] }
    case 'sets':
      return { ...base, access: 'control', parts: [] }
    case 'writes':
      return { ...base, access: 'write', parts: [{ part: `pragma ${read.name}`, access: 'write' }] }
    default:
      return role satisfies never
  }
}
