import type { Part } from '../../dialect.ts'
import { type Meaning, refused } from './meaning.ts'
import { addPart, qualifiedName, referencesIn } from './references.ts'
import { keyword, type Token } from './tokens.ts'

/** What a CREATE does. Errors: `invalid` for what SQLite does not know. */
export function create(tokens: readonly Token[], line: number): Meaning {
  let at = 1
  const temporary = /^TEMP(?:ORARY)?$/.test(keyword(tokens[at]))
  if (temporary) at++
  const unique = keyword(tokens[at]) === 'UNIQUE'
  const virtual = keyword(tokens[at]) === 'VIRTUAL'
  if (unique || virtual) at++
  const what = keyword(tokens[at])
  at = afterExists(tokens, at + 1)
  const name = qualifiedName(tokens, at)
  if (!name || !kinds.test(what)) throw refused(firstTwo(tokens), 'CREATE', line)
  const kind = `create ${virtual ? 'virtual ' : ''}${what.toLowerCase()}`
  const body = tokens.slice(name.next)
  const own = temporary || name.schema === 'temp'
  if (what === 'INDEX') return { kind, access: 'write', parts: partOf(tableAfterOn(body)) }
  if (what === 'TRIGGER')
    return { kind, access: 'write', parts: withDependencies(own ? [] : partOf(tableAfterOn(body)), triggerBody(body)) }
  const parts: readonly Part[] = own ? [] : [{ part: name.name, access: 'write' }]
  const made = { kind, access: 'write', ...(own && { makesTemp: name.name }) } as const
  return { ...made, parts: virtual ? parts : withDependencies(parts, selectOf(body)) }
}

const kinds = /^(?:TABLE|INDEX|VIEW|TRIGGER)$/

function firstTwo(tokens: readonly Token[]): string {
  return tokens
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')
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

/** What an ALTER TABLE does. Errors: `invalid` for an ALTER of anything else. */
export function alter(tokens: readonly Token[], line: number): Meaning {
  if (keyword(tokens[1]) !== 'TABLE') throw refused(firstTwo(tokens), 'ALTER', line)
  const name = qualifiedName(tokens, 2)
  const rest = tokens.slice(name?.next ?? 2)
  const renamed = keyword(rest[0]) === 'RENAME' && keyword(rest[1]) === 'TO' ? qualifiedName(rest, 2)?.name : undefined
  const dropped = keyword(rest[0]) === 'DROP' && keyword(rest[1]) !== 'CONSTRAINT'
  return {
    kind: 'alter table',
    access: 'write',
    parts: name?.schema === 'temp' ? [] : partOf(name?.name),
    ...(renamed !== undefined && { renamedTo: renamed }),
    ...(dropped && { note: `Drops a column of "${name?.name ?? ''}" with its data` }),
  }
}

/** What a DROP does: an index or a trigger does not tell whose it is. Errors: `invalid` for what SQLite does not know. */
export function drop(tokens: readonly Token[], line: number): Meaning {
  if (!kinds.test(keyword(tokens[1]))) throw refused(firstTwo(tokens), 'DROP', line)
  const what = keyword(tokens[1]).toLowerCase()
  const name = qualifiedName(tokens, afterExists(tokens, 2))
  const kind = `drop ${what}`
  if (what === 'index' || what === 'trigger') return { kind, access: 'write', parts: 'unknown' }
  const parts = name?.schema === 'temp' ? [] : partOf(name?.name)
  return {
    kind,
    access: 'write',
    parts,
    ...(what === 'table' && { note: `Drops "${name?.name ?? ''}" with its rows` }),
  }
}
