import { PlanError } from '@backout/core/plugin'
import { positionOf, readPragma } from './pragma.ts'
import type { StatementText } from './read-statement.ts'

/** A script without its frame. */
export interface Framed {
  /** Switches of the connection by name (`foreign_keys`), set before the transaction begins and given back after it. */
  readonly settings: { readonly [name: string]: string }
  readonly statements: readonly StatementText[]
}

/**
 * Takes the frame off a script that other tools wrote: PRAGMA switches at its beginning and end, and one BEGIN … COMMIT around it all.
 * Errors: `invalid` for a transaction statement anywhere else, and for a switch among the statements where it would not take effect.
 */
export function settingsOf(script: readonly StatementText[]): Framed {
  const settings: { [name: string]: string } = {}
  const isFrame = (statement: StatementText): boolean => statement.access === 'control'
  const first = script.findIndex((statement) => !isFrame(statement))
  const last = script.findLastIndex((statement) => !isFrame(statement))
  if (first < 0) return { settings, statements: [] }
  const head = script.slice(0, first)
  const tail = script.slice(last + 1)
  for (const statement of head.filter(isSwitch)) Object.assign(settings, switchOf(statement))
  demandPair(head.filter(isTransaction), tail.filter(isTransaction))
  const statements = script.slice(first, last + 1)
  for (const statement of statements.filter(isFrame)) throw misplaced(statement)
  return { settings, statements }
}

function isSwitch({ statement }: StatementText): boolean {
  return statement.kind === 'pragma'
}

function isTransaction({ statement }: StatementText): boolean {
  return statement.kind !== 'pragma'
}

function switchOf({ tokens }: StatementText): { readonly [name: string]: string } {
  const { name, argument } = readPragma(tokens)
  // A position and never the text: it is run outside of the statements that the authorizer sees.
  return { [name]: positionOf(argument) ?? 'OFF' }
}

/** Either nothing, or BEGIN in front and COMMIT behind. */
function demandPair(head: readonly StatementText[], tail: readonly StatementText[]): void {
  const kinds = (statements: readonly StatementText[]): string => statements.map(({ statement }) => statement.kind).join(' ')
  const pair = `${kinds(head)}/${kinds(tail)}`
  if (pair !== '/' && pair !== 'begin/commit') throw misplaced((tail.at(-1) ?? head[0])!)
}

function misplaced({ statement }: StatementText): PlanError {
  const { kind, line } = statement
  if (kind === 'pragma') {
    return new PlanError('invalid', `Cannot switch "${statement.sql}" on line ${line}: it holds for the whole step`, {
      hint: 'Write it first in the script, or split the script into steps',
    })
  }
  return new PlanError(
    'invalid',
    `Cannot run ${kind.toUpperCase()} on line ${line}: a step is one transaction, which Backout begins and commits itself`,
    {
      hint: 'Leave it out; where parts must be durable one by one, make each a step',
    },
  )
}
