import { durationOf } from '../../../duration.ts'
import type { PostgresConfig } from './config.ts'

/** What a session is for. */
export interface SessionPurpose {
  readonly config: PostgresConfig
  readonly access: 'read' | 'write'
  /** For `pg_stat_activity`: `backout databases.crm`. */
  readonly application: string
}

/** Settings that not every server has. */
export const newerSettings: { readonly [name: string]: string } = {
  // Nobody waits for what a process that was killed has left running, and it would keep its locks.
  client_connection_check_interval: '2s',
  // What others are limited to would end a long unit, or the connection of the claim.
  idle_session_timeout: '0',
  transaction_timeout: '0',
}

/** The settings of a fresh session, and of one whose last user is gone; in one simple query. `newer`: those of {@link newerSettings} that the server has. */
export function sessionSettings({ config, access, application }: SessionPurpose, newer: readonly string[]): string {
  const settings = {
    application_name: application,
    client_encoding: 'UTF8',
    // What the journal calls applied must outlive a crash of the server.
    synchronous_commit: 'on',
    datestyle: 'ISO, YMD',
    intervalstyle: 'iso_8601',
    timezone: config.timeZone ?? 'UTC',
    search_path: 'public',
    bytea_output: 'hex',
    extra_float_digits: '1',
    standard_conforming_strings: 'on',
    transform_null_equals: 'off',
    array_nulls: 'on',
    quote_all_identifiers: 'off',
    // An error must not quote the values that it was sent.
    log_parameter_max_length_on_error: '0',
    // Compiling what is asked of the catalog takes longer than asking.
    jit: 'off',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: access === 'read' ? 'on' : 'off',
    lock_timeout: `${lockPatience(config)}ms`,
    statement_timeout: config.statementTimeout === undefined ? '0' : `${durationOf(config.statementTimeout)}ms`,
    // A holder whose machine is gone must not keep its locks for ever: the server would notice after two hours.
    idle_in_transaction_session_timeout: '10min',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
    ...Object.fromEntries(newer.map((name) => [name, newerSettings[name]!])),
  }
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${name === 'search_path' || name === 'datestyle' ? value : quoted(value)}`)
    .join('; ')
}

/** ms that a statement waits for a lock. */
export function lockPatience({ lockTimeout }: PostgresConfig): number {
  return durationOf(lockTimeout ?? '10s')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
