import { type Access, type Guard, PlanError } from '@backout/core/plugin'
import type { Action, Overseer } from './actions.ts'
import { isLedger } from './ledger/tables.ts'
import { roleOfPragma } from './text/pragma.ts'
import { isCatalog } from './text/references.ts'
import { nameOf, tokenize } from './text/tokens.ts'

/** Prefix of everything that Backout puts into a connection's TEMP schema to watch what statements do. */
export const ownPrefix = 'backout_own_'

/**
 * Demands of the guard what a statement is about to do, as SQLite's authorizer tells it while compiling: also what triggers, views and
 * foreign key actions would reach. The overseer throws `out-of-scope`; `refused` for what no scope can allow.
 */
export function authority(guard: Guard, sql: string): Overseer {
  const named = namesIn(sql)
  const demanded = new Set<string>()
  const demand = (part: string, access: Access): void => {
    if (isLedger(part)) throw new PlanError('refused', `Cannot ${access} "${part}": it is Backout's own ledger`)
    const key = `${access} ${part}`
    if (!demanded.has(key)) guard.demand(part, access)
    demanded.add(key)
  }
  return (action) => {
    if (action.within.startsWith(ownPrefix) || action.schema === 'temp') return
    const touch = touchOf(action, named)
    if (touch) demand(touch.part, touch.access)
  }
}

/** Allows what reads, and nothing else. Errors: `refused`, and those of {@link authority}. */
export function readingAuthority(guard: Guard, sql: string): Overseer {
  const demand = authority(guard, sql)
  return (action) => {
    if (!reading.has(action.does)) throw new PlanError('refused', `Cannot run the query: ${wordsOf(action)}, and a query only reads`)
    if (action.does === 'PRAGMA' && roleOfAction(action) !== 'reads') {
      throw new PlanError('refused', `Cannot run the query: PRAGMA ${action.first} sets something, and a query only reads`)
    }
    demand(action)
  }
}

const reading = new Set<Action['does']>(['SELECT', 'READ', 'FUNCTION', 'RECURSIVE', 'PRAGMA'])

interface Touch {
  readonly part: string
  readonly access: Access
}

function touchOf(action: Action, named: ReadonlySet<string>): Touch | undefined {
  const { does, first, second, within } = action
  switch (does) {
    case 'READ':
      return first === '' || isSystem(first) || (within === '' && !named.has(first.toLowerCase()))
        ? undefined
        : { part: first, access: 'read' }
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
      return isSystem(first) && !named.has(first.toLowerCase()) ? undefined : { part: first, access: 'write' }
    case 'CREATE_TABLE':
    case 'DROP_TABLE':
    case 'CREATE_VIEW':
    case 'DROP_VIEW':
    case 'CREATE_VTABLE':
    case 'DROP_VTABLE':
    case 'ANALYZE':
      return isSystem(first) || (does === 'ANALYZE' && isLedger(first)) ? undefined : { part: first, access: 'write' }
    case 'CREATE_INDEX':
    case 'DROP_INDEX':
    case 'CREATE_TRIGGER':
    case 'DROP_TRIGGER':
    case 'ALTER_TABLE':
      return { part: second, access: 'write' }
    case 'PRAGMA':
      return roleOfAction(action) === 'writes' ? { part: `pragma ${first.toLowerCase()}`, access: 'write' } : undefined
    case 'FUNCTION':
      if (second.toLowerCase() === 'load_extension') throw refused(action)
      return undefined
    case 'ATTACH':
    case 'DETACH':
    case 'TRANSACTION':
    case 'SAVEPOINT':
      throw refused(action)
    default:
      return undefined
  }
}

/** Names that belong to SQLite. What a statement does to them without naming them is part of something else. */
function isSystem(name: string): boolean {
  return isCatalog(name) || /^sqlite_/i.test(name)
}

/**
 * Every name in the text. A read of a table that the text does not name, and that no trigger or view asks for, is SQLite's own
 * look at the other side of a foreign key: part of the constraint, not of the statement.
 */
function namesIn(sql: string): ReadonlySet<string> {
  const names = tokenize(sql).map((token) => nameOf(token)?.toLowerCase())
  return new Set(names.filter((name) => name !== undefined))
}

function roleOfAction({ first, second }: Action): ReturnType<typeof roleOfPragma> {
  return roleOfPragma({ name: first.toLowerCase(), argument: second === '' ? undefined : second.toLowerCase() }, 1)
}

function refused(action: Action): PlanError {
  return new PlanError('refused', `Cannot run the statement: ${wordsOf(action)}, which a step cannot do`)
}

function wordsOf({ does, first, second }: Action): string {
  const verb = does.replaceAll('_', ' ').toLowerCase()
  const about = does === 'FUNCTION' ? second : first
  return about === '' ? `it would ${verb}` : `it would ${verb} "${about}"`
}
