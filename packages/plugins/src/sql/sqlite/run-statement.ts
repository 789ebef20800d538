import type { StatementSync } from 'node:sqlite'
import type { Guard } from '@backout/core/plugin'
import type { Statement } from '../dialect.ts'
import type { Outcome, Params } from '../session.ts'
import type { Overseer } from './actions.ts'
import { authority } from './authority.ts'
import { argumentsOf, bindingsFor } from './bind.ts'
import type { Connection, Stored } from './connection.ts'
import { failureOf } from './failure.ts'
import { type Footprint, footprints } from './footprint.ts'
import { readOne } from './dialect.ts'
import type { StatementText } from './text/read-statement.ts'

/** A statement of the user's that is compiled, and so is known to be within scope; not yet run. */
export interface Compiled {
  readonly text: StatementText
  readonly footprint: Footprint
  /** Runs it; with `anew` compiled once more, so that triggers are seen that were created in between. */
  run(options?: { readonly anew: boolean }): Outcome
  /** Runs it with a RETURNING clause of ours; gives the first cell of each row. */
  runReturning(cell: string): readonly Stored[]
  /** What compiling it now would show. */
  look(): Footprint
}

/** Compiles a statement of the user's under the guard. Errors: `out-of-scope`, `refused`, `failed`. */
export function compileStatement(connection: Connection, statement: Statement, params: Params, guard: Guard): Compiled {
  const text = readOne(statement.sql)
  if (text.parts !== 'unknown') for (const { part, access } of text.parts) guard.demand(part, access)
  const rules = authority(guard, statement.sql)
  const bindings = argumentsOf(bindingsFor(statement, params))
  const tried = `Cannot run ${statement.kind.toUpperCase()} on line ${statement.line} in ${connection.title}`
  const under = <T>(overseer: Overseer, work: () => T): T => {
    try {
      return connection.oversight.under(overseer, work)
    } catch (error) {
      throw failureOf(error, tried)
    }
  }
  const look = (sql = statement.sql): { readonly compiled: StatementSync; readonly footprint: Footprint } => {
    const { overseer, footprint } = footprints()
    return { compiled: under(both(overseer, rules), () => connection.db.prepare(sql)), footprint }
  }
  const { compiled, footprint } = look()
  return {
    text,
    footprint,
    run: (options) => {
      const { changes } = under(rules, () => (options?.anew ? connection.db.prepare(statement.sql) : compiled).run(...bindings))
      return { rows: counted.has(statement.kind) ? Number(changes) : 0 }
    },
    runReturning: (cell) => under(rules, () => returned(connection, `${statement.sql} RETURNING ${cell}`, bindings)),
    look: () => look().footprint,
  }
}

/** Kinds of statements that report how many rows they changed; after any other, SQLite still reports those of the one before. */
const counted = new Set(['insert', 'update', 'delete'])

function returned({ db }: Connection, sql: string, bindings: ReturnType<typeof argumentsOf>): readonly Stored[] {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  return (statement.all(...bindings) as unknown as readonly (readonly [Stored])[]).map(([cell]) => cell)
}

function both(one: Overseer, other: Overseer): Overseer {
  return (action) => {
    one(action)
    other(action)
  }
}
