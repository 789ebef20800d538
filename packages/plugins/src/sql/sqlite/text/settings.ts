import { PlanError } from '@backout/core/plugin'
import { positionOf } from './pragma.ts'
import type { StatementText } from './read-statement.ts'

/** A script without its frame. */
export interface Framed {
  /** Switches of the connection by name (`foreign_keys`), set before the transaction begins and given back after it. */
  readonly settings: { readonly [name: string]: string }
  readonly statements: readonly StatementText[]
}

/**
 * Takes the frame off a script that other tools wrote: PRAGMA switches, and one transaction around it all. A switch holds for the whole
 * unit; it may stand among the statements where only such as do not mind it are on its other side (`PRAGMA foreign_keys = ON` between a table that
 * was made anew and its index).
 * Errors: `invalid` for a transaction statement anywhere else, and for a switch that would have to be in both positions.
 */
export function settingsOf(script: readonly StatementText[]): Framed {
  const isFrame = (statement: StatementText): boolean => statement.access === 'control'
  const first = script.findIndex((statement) => !isFrame(statement))
  const last = script.findLastIndex((statement) => !isFrame(statement))
  if (first < 0) return nothingIn(script)
  demandFrame(script.slice(0, first).filter(isTransaction), script.slice(last + 1).filter(isTransaction))
  const body = script.slice(first, last + 1)
  const inside = body.find(isTransaction)
  if (inside) throw misplaced(inside)
  return { settings: switchesIn(script.slice(0, last + 1)), statements: body.filter((statement) => !isFrame(statement)) }
}

/** BEGIN and COMMIT around nothing are what a tool writes of an empty migration; a switch that is for nothing was meant for more than its step. */
function nothingIn(script: readonly StatementText[]): Framed {
  const only = script.find(isSwitch)
  if (only) throw idle(only)
  demandFrame(script.slice(0, 1), script.slice(1))
  return { settings: {}, statements: [] }
}

function switchesIn(script: readonly StatementText[]): Framed['settings'] {
  const names = new Set(script.filter(isSwitch).map(({ pragma }) => pragma!.name))
  // Where no foreign key is enforced, none is deferred.
  if (names.has('defer_foreign_keys') && positionIn(script, 'foreign_keys') === 'OFF') names.delete('defer_foreign_keys')
  const positions = [...names].map((name) => [name, positionIn(script, name)] as const)
  return Object.fromEntries(positions.filter((entry): entry is readonly [string, string] => entry[1] !== undefined))
}

/** The one position in which a switch is for all statements that mind it; where none does, the one in which it is for the first. */
function positionIn(script: readonly StatementText[], name: string): string | undefined {
  let now: StatementText | undefined
  let first: { readonly at: StatementText | undefined } | undefined
  let minding: typeof first
  for (const statement of script) {
    if (isSwitch(statement) && statement.pragma?.name === name) now = statement
    if (statement.access === 'control') continue
    first ??= { at: now }
    if (!minds(name, statement)) continue
    minding ??= { at: now }
    if (positionOfSwitch(minding.at) !== positionOfSwitch(now)) throw turned(now!, minding.at)
  }
  return positionOfSwitch((minding ?? first)?.at)
}

/** Whether a statement may do something else in the other position. */
function minds(name: string, { statement: { kind } }: StatementText): boolean {
  if (name === 'legacy_alter_table') return kind === 'alter table'
  const writesRows = kind === 'insert' || kind === 'update' || kind === 'delete'
  return writesRows || (kind === 'drop table' && name.endsWith('foreign_keys'))
}

function isSwitch({ access, pragma }: StatementText): boolean {
  return access === 'control' && pragma !== undefined
}

function isTransaction({ access, pragma }: StatementText): boolean {
  return access === 'control' && pragma === undefined
}

/** A position and never the text: it is run outside of the statements that the authorizer sees. */
function positionOfSwitch(statement: StatementText | undefined): string | undefined {
  return statement && (positionOf(statement.pragma?.argument) ?? 'OFF')
}

function idle({ statement: { sql, line } }: StatementText): PlanError {
  return new PlanError('invalid', `Cannot switch "${sql}" on line ${line}: it holds for its own step only, which does nothing else`, {
    hint: 'Write it first in the script of each step that needs it',
  })
}

/** What may stand around a script: nothing; a transaction; one of its own in the middle of that of a tool which cannot switch inside of it (Drizzle, sqlx). */
const frames = new Set(['/', 'begin/commit', 'commit begin/commit begin'])

function demandFrame(head: readonly StatementText[], tail: readonly StatementText[]): void {
  const kinds = (statements: readonly StatementText[]): string => statements.map(({ statement }) => statement.kind).join(' ')
  if (!frames.has(`${kinds(head)}/${kinds(tail)}`)) throw misplaced((tail.at(-1) ?? head[0])!)
}

/** A switch that statements behind it need, and such before it need otherwise: as they come, or as another one has it. */
function turned({ statement: { sql, line } }: StatementText, before: StatementText | undefined): PlanError {
  const instead = before ? `Leave it out, so that line ${before.statement.line} holds to the end` : 'Write it first in the script'
  return new PlanError(
    'invalid',
    `Cannot switch "${sql}" on line ${line}: it holds for the whole step, and what stands before it needs it otherwise`,
    {
      hint: `${instead}, or split the script into steps`,
    },
  )
}

function misplaced({ statement: { kind, line } }: StatementText): PlanError {
  return new PlanError(
    'invalid',
    `Cannot run ${kind.toUpperCase()} on line ${line}: a step is one transaction, which Backout begins and commits itself`,
    {
      hint: 'Leave it out; where parts must be durable one by one, make each a step',
    },
  )
}
