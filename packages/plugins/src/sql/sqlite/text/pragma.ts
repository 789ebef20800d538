import { PlanError } from '@backout/core/plugin'
import { nameOf, type Token } from './tokens.ts'

/** A PRAGMA as written: `name`, and with what it is called or set. Both lower case. */
export interface Pragma {
  readonly name: string
  readonly argument: string | undefined
}

/**
 * What a PRAGMA means to a unit: `reads` something; `sets` something for this unit's transaction, given back after it;
 * `writes` a number into the file's header, transactionally.
 */
export type PragmaRole = 'reads' | 'sets' | 'writes'

/** Reads a PRAGMA statement. The schema in `main.name` is dropped. */
export function readPragma(tokens: readonly Token[]): Pragma {
  const qualified = tokens[2]?.text === '.'
  const at = qualified ? 3 : 1
  const sign = tokens[at + 1]?.text
  const value = sign === '=' || sign === '(' ? tokens.slice(at + 2, sign === '(' ? -1 : undefined) : []
  const argument = value.map((token) => nameOf(token) ?? token.text).join('')
  return { name: (nameOf(tokens[at]) ?? '').toLowerCase(), argument: sign === undefined ? undefined : argument.toLowerCase() }
}

/** Errors: `invalid` for a PRAGMA that reaches beyond one transaction, with the way out, and for a switch that is set to anything but on or off. */
export function roleOfPragma({ name, argument }: Pragma, line: number): PragmaRole {
  if (asks.has(name)) return 'reads'
  if (argument === undefined && tells.has(name)) return 'reads'
  if (switches.has(name)) {
    if (positionOf(argument) !== undefined) return 'sets'
    throw new PlanError('invalid', `Cannot set PRAGMA ${name} on line ${line}: it is on or off`)
  }
  if (header.has(name)) return 'writes'
  throw new PlanError('invalid', `Cannot run PRAGMA ${name} on line ${line}: it reaches beyond the transaction that a step is`, {
    hint: hints.get(name) ?? 'Leave it out, or run it by a command of its own outside the plan',
  })
}

/** What a switch is set to; undefined where it is neither of both. */
export function positionOf(argument: string | undefined): 'ON' | 'OFF' | undefined {
  if (/^(?:on|yes|true|1)$/.test(argument ?? '')) return 'ON'
  return /^(?:off|no|false|0)$/.test(argument ?? '') ? 'OFF' : undefined
}

/** PRAGMA statements that take an argument and only ask. */
const asks = new Set(
  ['table_info', 'table_xinfo', 'table_list', 'index_list', 'index_info', 'index_xinfo', 'foreign_key_list', 'foreign_key_check']
    .concat(['integrity_check', 'quick_check', 'database_list', 'collation_list', 'function_list', 'module_list', 'pragma_list'])
    .concat(['compile_options', 'data_version', 'page_count', 'freelist_count']),
)

/** Those that tell a setting when called without an argument. */
const tells = new Set(
  [
    'application_id',
    'auto_vacuum',
    'busy_timeout',
    'cache_size',
    'defer_foreign_keys',
    'encoding',
    'foreign_keys',
    'ignore_check_constraints',
  ]
    .concat(['journal_mode', 'legacy_alter_table', 'locking_mode', 'page_size', 'query_only', 'recursive_triggers', 'schema_version'])
    .concat(['synchronous', 'user_version', 'writable_schema', 'journal_size_limit', 'mmap_size', 'temp_store', 'trusted_schema']),
)

/** Switches of the connection that a script may set for itself. */
const switches = new Set(['foreign_keys', 'defer_foreign_keys', 'legacy_alter_table', 'recursive_triggers', 'ignore_check_constraints'])

/** Numbers that applications keep in the file's header. */
const header = new Set(['user_version', 'application_id'])

const hints: ReadonlyMap<string, string> = new Map([
  ['writable_schema', 'Use ALTER TABLE, or create, copy, drop and rename: Backout takes these back exactly'],
  ['journal_mode', 'Set it once, outside of plans: it stays with the database file'],
])
