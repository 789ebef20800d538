import { PlanError } from '@backout/core/plugin'
import type { Part } from '../../dialect.ts'
import type { Pragma } from './pragma.ts'

/** What a statement does, as its text tells. */
export interface Meaning {
  /** What {@link Statement.kind} says. */
  readonly kind: string
  /** `control` begins or ends a transaction, or is a switch: it is not run as it stands. */
  readonly access: 'read' | 'write' | 'control'
  readonly parts: readonly Part[] | 'unknown'
  /** The table or view that it makes in the TEMP schema. */
  readonly makesTemp?: string
  /** Set where it updates or deletes each row of its table. */
  readonly reaches?: 'every row'
  /** The new name of the table that it alters. */
  readonly renamedTo?: string
  /** Set of a PRAGMA. */
  readonly pragma?: Pragma
  /** What a reviewer should know. */
  readonly note?: string
}

/** What is thrown for a statement that can't be part of a unit. `word` is its first keyword. */
export function refused(text: string, word: string, line: number): PlanError {
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
