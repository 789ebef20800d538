import { randomBytes } from 'node:crypto'
import { type Access, type Guard, PlanError } from '@backout/core/plugin'
import { roleOfAction, type Touch, touchOf, wordsOf } from './action-touch.ts'
import type { Action, Overseer } from '../connection/actions.ts'
import { type Connection, rowOf } from '../connection/connection.ts'
import { isLedger } from '../ledger/table-names.ts'
import { ownerOf, shadowsOf } from './shadow-tables.ts'
import { folded } from '../text/folded.ts'
import { keyword, nameOf, type Token, tokenize } from '../text/tokens.ts'

/**
 * Prefix of everything that Backout puts into a connection's TEMP schema to watch what statements do. What happens within it is not held against
 * scope, so nobody else can know it.
 */
export const ownPrefix = `backout_own_${randomBytes(6).toString('hex')}_`

/** What watches over a statement that is compiled and run. */
export interface Authority {
  /** Sees each action. It throws `refused` for what no scope can allow. */
  readonly overseer: Overseer
  /**
   * Demands of the guard what the actions reached so far and scope does not plainly cover; to be called after compiling, and again after running, which is when
   * a virtual table shows what it reads and writes by code of its own. Errors: `out-of-scope`.
   */
  settle(connection: Connection): void
}

/**
 * Holds what a statement does against scope, as SQLite's authorizer tells it while compiling: also what triggers, views and foreign key actions would reach.
 * Within the authorizer nothing can be asked of the database, so what is in doubt waits for {@link Authority.settle}.
 */
export function authority(guard: Guard, sql: string): Authority {
  const tokens = tokenize(sql)
  const named = namesIn(tokens)
  const happens = happensIn(tokens)
  const demanded = new Set<string>()
  const written = new Set<string>()
  const doubts: Touch[] = []
  const reworked = new Set<string>()
  const owners = new Map<string, string>()
  return {
    overseer(action) {
      if (action.within.startsWith(ownPrefix) || isOfTemp(action)) return
      if (action.does === 'DROP_VTABLE') reworked.add(action.first)
      if (action.does === 'ALTER_TABLE') reworked.add(action.second)
      const touch = touchOf(action, named)
      if (!touch) return
      const { part, looked = false } = touch
      const access = happens(action) ? touch.access : 'read'
      for (const name of [part, action.does.startsWith('CREATE_') ? action.first : '']) if (isLedger(name)) throw ofLedger(access, name)
      if (access === 'write') written.add(part)
      // A foreign key may have looked at what a trigger then reads.
      const key = `${access} ${looked} ${part}`
      if (demanded.has(key)) return
      demanded.add(key)
      if (guard.allows(part, access)) guard.demand(part, access)
      else doubts.push({ ...touch, access })
    },
    settle(connection) {
      // To be asked before the statement runs: then these tables are gone, or have other names.
      for (const table of reworked) for (const shadow of shadowsOf(connection, table)) owners.set(shadow, table)
      reworked.clear()
      for (const { part, access, looked } of doubts.splice(0)) {
        const owner = owners.get(part) ?? ownerOf(connection, part)
        const isCovered =
          isJson(connection, part) ||
          (access === 'read' && isNoTable(connection, part)) ||
          (looked && isForeign(connection, part, written)) ||
          (owner !== undefined && guard.allows(owner, access))
        if (!isCovered) guard.demand(part, access)
      }
    },
  }
}

function isOfTemp({ does, first, schema }: Action): boolean {
  return schema === 'temp' || (does === 'ALTER_TABLE' && first === 'temp')
}

/** What is thrown where a statement reaches for the ledger, or for its names. */
export function ofLedger(access: Access, name: string): PlanError {
  return new PlanError('refused', `Cannot ${access} "${name}": it is Backout's own ledger`)
}

/** Allows what reads, and nothing else. Errors: `refused`, and those of {@link authority}. */
export function readingAuthority(guard: Guard, sql: string): Authority {
  const all = authority(guard, sql)
  const happens = happensIn(tokenize(sql))
  const overseer: Overseer = (action) => {
    if (happens(action) && !reading.has(action.does))
      throw new PlanError('refused', `Cannot run the query: ${wordsOf(action)}, and a query only reads`)
    if (action.does === 'PRAGMA' && roleOfAction(action) !== 'reads') {
      throw new PlanError('refused', `Cannot run the query: PRAGMA ${action.first} sets something, and a query only reads`)
    }
    all.overseer(action)
  }
  return { ...all, overseer }
}

const reading = new Set<Action['does']>(['SELECT', 'READ', 'FUNCTION', 'RECURSIVE', 'PRAGMA'])

/** Whether it is a function of SQLite's that looks like a table, and reads nothing but its argument. */
function isJson(connection: Connection, table: string): boolean {
  return /^jsonb?_(?:each|tree)$/i.test(table) && !rowOf(connection, 'SELECT 1 FROM sqlite_schema WHERE name = ? COLLATE NOCASE', table)
}

/** Whether nothing is called so but a table of TEMP or a common table expression: where only its rows are counted, SQLite tells of it as of a table, and not where. */
function isNoTable(connection: Connection, name: string): boolean {
  const known = `SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE
    UNION ALL SELECT 1 FROM pragma_module_list WHERE name = ?1 COLLATE NOCASE`
  return !rowOf(connection, known, name)
}

/** Whether a table is on the other side of a foreign key of a table that is written: looking at it is part of the constraint, not of the statement. */
function isForeign(connection: Connection, table: string, written: ReadonlySet<string>): boolean {
  const refers = (from: string, to: string): boolean =>
    rowOf(connection, `SELECT 1 FROM pragma_foreign_key_list(?1, 'main') WHERE "table" = ?2 COLLATE NOCASE`, from, to) !== undefined
  return [...written].some((other) => refers(other, table) || refers(table, other))
}

/** What is only explained does not happen, but for a PRAGMA, which may take effect while it is compiled. */
function happensIn(tokens: readonly Token[]): (action: Action) => boolean {
  const isExplained = keyword(tokens[0]) === 'EXPLAIN'
  return ({ does }) => !isExplained || does === 'PRAGMA'
}

/** Every name in a text. */
function namesIn(tokens: readonly Token[]): ReadonlySet<string> {
  const names = tokens.map(nameOf)
  return new Set(names.filter((name) => name !== undefined).map(folded))
}
