import type { Part } from '../../dialect.ts'
import { folded } from './folded.ts'
import { keyword, nameOf, type Token } from './tokens.ts'

/**
 * The tables and views that a SELECT, INSERT, UPDATE or DELETE (or the body of a trigger) names, in the order of the text.
 * Names of common table expressions, table-valued functions, the catalog and TEMP tables are left out.
 */
export function referencesIn(tokens: readonly Token[]): readonly Part[] {
  const walk: Walk = { tokens, own: commonTables(tokens), parts: [], frames: [{ inFrom: false, expectsTable: false }] }
  for (let at = 0; at < tokens.length; ) at = step(walk, at)
  return walk.parts
}

/** Reads of these are not touches: what a database says of itself. */
export function isCatalog(table: string): boolean {
  return /^(?:sqlite_(?:temp_)?(?:schema|master)$|pragma_)/i.test(table)
}

/** A name as a statement writes it: `main.t` is `t`. `next` is the index behind it. Undefined where there is no name. */
export function qualifiedName(tokens: readonly Token[], at: number): QualifiedName | undefined {
  const first = nameOf(tokens[at])
  if (first === undefined) return undefined
  const second = tokens[at + 1]?.text === '.' ? nameOf(tokens[at + 2]) : undefined
  return second === undefined ? { name: first, next: at + 1 } : { schema: first.toLowerCase(), name: second, next: at + 3 }
}

/** What {@link qualifiedName} finds. */
export interface QualifiedName {
  readonly schema?: string
  readonly name: string
  readonly next: number
}

interface Frame {
  inFrom: boolean
  expectsTable: boolean
}

interface Walk {
  readonly tokens: readonly Token[]
  readonly own: ReadonlySet<string>
  readonly parts: Part[]
  readonly frames: Frame[]
}

const selects = new Set(['SELECT', 'VALUES', 'WITH'])
const endsFrom = new Set([
  ...selects,
  'WHERE',
  'GROUP',
  'ORDER',
  'LIMIT',
  'HAVING',
  'WINDOW',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'RETURNING',
  'SET',
])

function step(walk: Walk, at: number): number {
  const { tokens, frames } = walk
  const token = tokens[at]!
  const frame = frames.at(-1)!
  if (token.text === ';') walk.frames.splice(0, frames.length, { inFrom: false, expectsTable: false })
  if (token.text === '(') return open(walk, at, frame)
  if (token.text === ')') {
    if (frames.length > 1) frames.pop()
    return at + 1
  }
  if (frame.expectsTable && nameOf(token) !== undefined && !selects.has(keyword(token))) return readTable(walk, at, frame)
  if (token.text === ',' && frame.inFrom) frame.expectsTable = true
  return token.kind === 'word' ? stepWord(walk, at, frame) : at + 1
}

function open({ tokens, frames }: Walk, at: number, frame: Frame): number {
  const group = frame.expectsTable && !selects.has(keyword(tokens[at + 1]))
  frame.expectsTable = false
  frames.push({ inFrom: group, expectsTable: group })
  return at + 1
}

function readTable(walk: Walk, at: number, frame: Frame): number {
  frame.expectsTable = false
  return add(walk, at, 'read')
}

function stepWord(walk: Walk, at: number, frame: Frame): number {
  const { tokens } = walk
  const word = keyword(tokens[at])
  if (endsFrom.has(word)) frame.inFrom = false
  switch (word) {
    case 'FROM':
      if (keyword(tokens[at - 1]) === 'DELETE') return add(walk, at + 1, 'write')
      // `IS [NOT] DISTINCT FROM` compares.
      if (keyword(tokens[at - 1]) === 'DISTINCT') return at + 1
      frame.inFrom = true
      frame.expectsTable = true
      return at + 1
    case 'JOIN':
      frame.expectsTable = true
      return at + 1
    case 'INTO':
      return add(walk, at + 1, 'write')
    case 'UPDATE':
      return isUpdateStatement(tokens, at) ? add(walk, afterOr(tokens, at + 1), 'write') : at + 1
    case 'IN':
      return add(walk, at + 1, 'read')
    default:
      return at + 1
  }
}

/** Not the UPDATE of `DO UPDATE SET`. */
function isUpdateStatement(tokens: readonly Token[], at: number): boolean {
  return keyword(tokens[at - 1]) !== 'DO'
}

function afterOr(tokens: readonly Token[], at: number): number {
  return keyword(tokens[at]) === 'OR' ? at + 2 : at
}

function add({ tokens, own, parts }: Walk, at: number, access: Part['access']): number {
  const found = qualifiedName(tokens, at)
  if (!found) return at
  const { schema, name, next } = found
  const isFunction = access === 'read' && tokens[next]?.text === '('
  const isOwn = schema === undefined && own.has(folded(name)) && access === 'read'
  if (schema !== 'temp' && !isFunction && !isOwn && !isCatalog(name)) addPart(parts, { part: name, access })
  return next
}

/** Adds a part unless it is there, also in another case; a write covers a read. */
export function addPart(parts: Part[], { part, access }: Part): void {
  const at = parts.findIndex((known) => folded(known.part) === folded(part))
  if (at < 0) parts.push({ part, access })
  else if (access === 'write') parts[at] = { part: parts[at]!.part, access }
}

/** Names of common table expressions, lower case: `name [(columns)] AS [[NOT] MATERIALIZED] ( SELECT …`. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>()
  if (!tokens.some((token) => keyword(token) === 'WITH')) return names
  for (const [at, token] of tokens.entries()) {
    if (keyword(token) !== 'AS' || !opensSelect(tokens, at + 1)) continue
    const name = nameOf(tokens[beforeColumns(tokens, at - 1)])
    if (name !== undefined) names.add(folded(name))
  }
  return names
}

function opensSelect(tokens: readonly Token[], from: number): boolean {
  let at = from
  if (keyword(tokens[at]) === 'NOT') at++
  if (keyword(tokens[at]) === 'MATERIALIZED') at++
  return tokens[at]?.text === '(' && selects.has(keyword(tokens[at + 1]))
}

function beforeColumns(tokens: readonly Token[], from: number): number {
  let at = from
  if (tokens[at]?.text !== ')') return at
  while (at >= 0 && tokens[at]?.text !== '(') at--
  return at - 1
}
