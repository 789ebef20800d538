import { type Access, PlanError } from '@backout/core/plugin'
import type { Action } from '../connection/actions.ts'
import { isLedger } from '../ledger/table-names.ts'
import { folded } from '../text/folded.ts'
import { roleOfPragma } from '../text/pragma.ts'
import { isCatalog } from '../text/references.ts'

/** What an action does to a table, a view or a number of the header. */
export interface Touch {
  readonly part: string
  readonly access: Access
  /** Whether neither the text nor a trigger or view names the table: a constraint may only look at it. */
  readonly looked?: boolean
}

/** What an action touches; undefined for what is no part of a scope. `named` are the names in the statement's text, lower case. Errors: `refused` for what no scope can allow. */
export function touchOf(action: Action, named: ReadonlySet<string>): Touch | undefined {
  const { does, first, second, within } = action
  switch (does) {
    case 'READ':
      if (first === '' || isSystem(first)) return undefined
      return { part: first, access: 'read', looked: within === '' && !named.has(folded(first)) }
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
      return isSystem(first) && !named.has(folded(first)) ? undefined : { part: first, access: 'write' }
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
      return touchOfPragma(action)
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

/** Some take effect while they are compiled, even behind EXPLAIN: a switch is never part of a statement that is run. */
function touchOfPragma(action: Action): Touch | undefined {
  const role = roleOfAction(action)
  if (role === 'sets')
    throw new PlanError('refused', `Cannot run the statement: PRAGMA ${action.first} would set something for what comes after it`)
  return role === 'writes' ? { part: `pragma ${action.first.toLowerCase()}`, access: 'write' } : undefined
}

/** Names that belong to SQLite. What a statement does to them without naming them is part of something else. */
function isSystem(name: string): boolean {
  return isCatalog(name) || /^sqlite_/i.test(name)
}

/** What the PRAGMA of an action is for. */
export function roleOfAction({ first, second }: Action): ReturnType<typeof roleOfPragma> {
  return roleOfPragma({ name: first.toLowerCase(), argument: second === '' ? undefined : second.toLowerCase() }, 1)
}

function refused(action: Action): PlanError {
  return new PlanError('refused', `Cannot run the statement: ${wordsOf(action)}, which a step cannot do`)
}

/** For messages: `it would drop table "t"`. */
export function wordsOf({ does, first, second }: Action): string {
  const [verb, about] = does === 'FUNCTION' ? ['call', second] : [does.replaceAll('_', ' ').toLowerCase(), first]
  return about === '' ? `it would ${verb}` : `it would ${verb} "${about}"`
}
