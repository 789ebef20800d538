import { PlanError } from '@backout/core/plugin'
import type { Part, Statement } from '../../dialect.ts'
import { readPragma, roleOfPragma } from './pragma.ts'
import { addPart, qualifiedName, referencesIn } from './references.ts'
import { keyword, type Token } from './tokens.ts'

/** What one statement's text tells. */
export interface StatementText {
  readonly statement: Statement
  readonly tokens: readonly Token[]
  /** `control` begins or ends a transaction, or is a switch: it is not run as it stands. */
  readonly access: 'read' | 'write' | 'control'
  readonly parts: readonly Part[] | 'unknown'
  /** The table or view that it makes in the TEMP schema. */
  readonly makesTemp?: string
  /** Why no undo can be derived. */
  readonly irreversible?: string
  /** What a reviewer should know. */
  readonly note?: string
}

type Meaning = Omit<StatementText, 'statement' | 'tokens'> & { readonly kind: string }

/** Reads one statement. Errors: `invalid` for what can't be part of a unit. */
export function readStatement(sql: string, tokens: readonly Token[]): StatementText {
  const { line } = tokens[0]!
  const { kind, ...meaning } = meaningOf(tokens, line)
  const text = sql.slice(tokens[0]!.start, tokens.at(-1)!.end)
  return { statement: { sql: text, line, kind, parameters: parametersOf(tokens) }, tokens, ...meaning }
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
      return alter(tokens)
    case 'DROP':
      return drop(tokens)
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
    ...(all && target !== undefined && { note: `${word} of every row of "${target}": there is no WHERE` }),
  }
}

function create(tokens: readonly Token[], line: number): Meaning {
  let at = 1
  const temporary = /^TEMP(?:ORARY)?$/.test(keyword(tokens[at]))
  if (temporary) at++
  const unique = keyword(tokens[at]) === 'UNIQUE'
  const virtual = keyword(tokens[at]) === 'VIRTUAL'
  if (unique || virtual) at++
  const what = keyword(tokens[at])
  at = afterExists(tokens, at + 1)
  const name = qualifiedName(tokens, at)
  if (!name || !/^(?:TABLE|INDEX|VIEW|TRIGGER)$/.test(what)) throw refused(`CREATE ${tokens[1]?.text ?? ''}`.trim(), 'CREATE', line)
  const kind = `create ${virtual ? 'virtual ' : ''}${what.toLowerCase()}`
  const body = tokens.slice(name.next)
  const own = temporary || name.schema === 'temp'
  if (what === 'INDEX') return { kind, access: 'write', parts: partOf(tableAfterOn(body)) }
  if (what === 'TRIGGER')
    return { kind, access: 'write', parts: withDependencies(own ? [] : partOf(tableAfterOn(body)), triggerBody(body)) }
  const parts: readonly Part[] = own ? [] : [{ part: name.name, access: 'write' }]
  const made = { kind, access: 'write', ...(own && { makesTemp: name.name }) } as const
  if (!virtual) return { ...made, parts: withDependencies(parts, selectOf(body)) }
  return { ...made, parts, ...(!own && { irreversible: 'a virtual table keeps its data by code of its own' }) }
}

/** A view or trigger stands on the tables of its body; reading them is all that creating it may need. */
function withDependencies(parts: readonly Part[], body: readonly Token[]): readonly Part[] {
  const all = [...parts]
  for (const { part } of referencesIn(body)) addPart(all, { part, access: 'read' })
  return all
}

function triggerBody(tokens: readonly Token[]): readonly Token[] {
  const row = tokens.findIndex((token) => /^(?:WHEN|BEGIN)$/.test(keyword(token)))
  return row < 0 ? [] : tokens.slice(row + 1)
}

function selectOf(tokens: readonly Token[]): readonly Token[] {
  const as = tokens.findIndex((token, at) => keyword(token) === 'AS' && /^(?:SELECT|VALUES|WITH)$/.test(keyword(tokens[at + 1])))
  return as < 0 ? [] : tokens.slice(as + 1)
}

function tableAfterOn(tokens: readonly Token[]): string | undefined {
  const on = tokens.findIndex((token) => keyword(token) === 'ON')
  return on < 0 ? undefined : qualifiedName(tokens, on + 1)?.name
}

function partOf(name: string | undefined): readonly Part[] {
  return name === undefined ? [] : [{ part: name, access: 'write' }]
}

/** Behind `IF NOT EXISTS` or `IF EXISTS`. */
function afterExists(tokens: readonly Token[], at: number): number {
  if (keyword(tokens[at]) !== 'IF') return at
  return keyword(tokens[at + 1]) === 'NOT' ? at + 3 : at + 2
}

function alter(tokens: readonly Token[]): Meaning {
  const name = qualifiedName(tokens, 2)
  const rest = tokens.slice(name?.next ?? 2)
  const renamed = keyword(rest[0]) === 'RENAME' && keyword(rest[1]) === 'TO' ? qualifiedName(rest, 2)?.name : undefined
  const dropped = keyword(rest[0]) === 'DROP' && keyword(rest[1]) !== 'CONSTRAINT'
  return {
    kind: 'alter table',
    access: 'write',
    parts: [...partOf(name?.name), ...partOf(renamed)],
    ...(dropped && { note: `Drops a column of "${name?.name ?? ''}" with its data; the undo holds it` }),
  }
}

function drop(tokens: readonly Token[]): Meaning {
  const what = keyword(tokens[1]).toLowerCase()
  const name = qualifiedName(tokens, afterExists(tokens, 2))
  const kind = `drop ${what}`
  if (what === 'index' || what === 'trigger') return { kind, access: 'write', parts: 'unknown' }
  const parts = name?.schema === 'temp' ? [] : partOf(name?.name)
  return {
    kind,
    access: 'write',
    parts,
    ...(what === 'table' && { note: `Drops "${name?.name ?? ''}" with its rows; the undo holds them` }),
  }
}

function pragma(tokens: readonly Token[], line: number): Meaning {
  const read = readPragma(tokens)
  const role = roleOfPragma(read, line)
  switch (role) {
    case 'reads':
      return { kind: 'pragma', access: 'read', parts: [] }
    case 'sets':
      return { kind: 'pragma', access: 'control', parts: [] }
    case 'writes':
      return { kind: 'pragma', access: 'write', parts: [{ part: `pragma ${read.name}`, access: 'write' }] }
    default:
      return role satisfies never
  }
}

function refused(text: string, word: string, line: number): PlanError {
  const hint = refusals[word]
  const unknown = text === '.' ? 'commands of the sqlite3 shell are no SQL' : 'it is not a statement that SQLite knows'
  const why = hint ? 'it cannot be part of a transaction, which a step is' : unknown
  return new PlanError('invalid', `Cannot run ${text.toUpperCase()} on line ${line}: ${why}`, hint ? { hint } : {})
}

const refusals: { readonly [word: string]: string } = {
  VACUUM: 'Run it by a command of its own outside the plan: it rewrites the whole file, and may renumber rows',
  ATTACH: 'Name the other database as a connection of its own, and give it its own steps',
  DETACH: 'Name the other database as a connection of its own, and give it its own steps',
}
