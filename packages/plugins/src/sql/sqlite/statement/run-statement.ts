import type { StatementSync } from 'node:sqlite'
import { type Guard, PlanError } from '@backout/core/plugin'
import { placeOf, type Statement } from '../../dialect.ts'
import type { Outcome, Params } from '../../session.ts'
import type { Overseer } from '../connection/actions.ts'
import { authority, ofLedger } from '../authorizer/authority.ts'
import { argumentsOf, bindingsFor } from './bind.ts'
import { type Connection, rowOf, type Stored } from '../connection/connection.ts'
import { failureOf } from '../connection/failure.ts'
import { isForeignKey, rebuildHint } from '../connection/foreign-keys.ts'
import { type Footprint, footprints } from '../authorizer/footprint.ts'
import { readOne } from '../dialect.ts'
import type { LastChange } from '../authorizer/last-change.ts'
import { isLedger } from '../ledger/table-names.ts'
import type { OneStatement, StatementText } from '../text/read-statement.ts'

/** A statement of the user's that is compiled, and so is known to be within scope; not yet run. */
export interface Compiled {
  readonly text: OneStatement
  readonly footprint: Footprint
  /** Runs it; with `anew` compiled once more, so that triggers are seen that were created in between. */
  run(options?: { readonly anew: boolean }): Outcome
  /** Runs it with a RETURNING clause of ours; gives the first cell of each row. */
  runReturning(cell: string): readonly Stored[]
  /** What compiling it now would show, within scope or not: nothing of it is run. */
  look(): Footprint
}

/** What the statements of one script have in common. */
export interface ScriptRun {
  readonly params: Params
  readonly guard: Guard
  readonly last: LastChange
}

/** Compiles a statement of the user's under the guard. Errors: `out-of-scope`, `refused`, `failed`. */
export function compileStatement(connection: Connection, statement: Statement, { params, guard, last }: ScriptRun): Compiled {
  const text = readOne(statement.sql)
  demandNamed(connection, text, guard)
  const rules = authority(guard, statement.sql)
  const bindings = argumentsOf(bindingsFor(statement, params))
  const tried = `Cannot run ${statement.kind.toUpperCase()} on ${placeOf(statement)} in ${connection.title}`
  const under = <T>(overseer: Overseer, work: () => T): T => {
    try {
      const result = connection.oversight.under(overseer, work)
      rules.settle(connection)
      return result
    } catch (error) {
      const failure = failureOf(error, tried)
      const rebuilds = statement.kind === 'drop table' && isForeignKey(error)
      throw rebuilds ? new PlanError('failed', failure.message, { cause: error, hint: rebuildHint }) : failure
    }
  }
  const compile = (): StatementSync => connection.db.prepare(statement.sql)
  const { overseer, footprint } = footprints()
  const compiled = under(both(overseer, rules.overseer), compile)
  demandRebuilt(connection, footprint, guard)
  demandRenamed(text, footprint, guard)
  const isCounted = counted.has(statement.kind)
  const running = <T>(work: () => T): T => {
    if (footprint.asksLastChange) last.restore()
    const result = under(rules.overseer, work)
    if (isCounted) last.note()
    return result
  }
  return {
    text,
    footprint,
    run(options) {
      const { changes } = running(() => (options?.anew ? compile() : compiled).run(...bindings))
      return { rows: isCounted ? Number(changes) : 0 }
    },
    runReturning: (cell) => running(() => returned(connection, `${statement.sql} RETURNING ${cell}`, bindings)),
    look() {
      const seen = footprints()
      connection.oversight.under(seen.overseer, compile)
      return seen.footprint
    },
  }
}

/** A name may be that of a table of TEMP, which is nobody else's; what a trigger or view names stays, and means the database's. */
function demandNamed(connection: Connection, { statement, parts, makesTemp, renamedTo = '' }: StatementText, guard: Guard): void {
  if (isLedger(renamedTo)) throw ofLedger('write', renamedTo)
  if (parts === 'unknown') return
  const stays = /^create (?:trigger|view)$/.test(statement.kind) && makesTemp === undefined
  for (const { part, access } of parts) {
    if (isLedger(part) && !isTemp(connection, part)) throw ofLedger(access, part)
    if (stays || guard.allows(part, access) || !isTemp(connection, part)) guard.demand(part, access)
  }
}

/** The new name of a table, which is nobody's yet, so that SQLite does not ask about it. */
function demandRenamed({ renamedTo }: StatementText, { alters }: Footprint, guard: Guard): void {
  if (renamedTo !== undefined && alters !== undefined) guard.demand(renamedTo, 'write')
}

function isTemp(connection: Connection, name: string): boolean {
  return rowOf(connection, 'SELECT 1 FROM sqlite_temp_schema WHERE name = ? COLLATE NOCASE', name) !== undefined
}

/** REINDEX names an index, a table, a collation or nothing: whose indexes they are, only the catalog knows. */
function demandRebuilt(connection: Connection, { rebuilds }: Footprint, guard: Guard): void {
  for (const index of rebuilds) {
    const [table] = rowOf<[string]>(connection, `SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?`, index) ?? []
    if (table !== undefined && !isLedger(table)) guard.demand(table, 'write')
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
