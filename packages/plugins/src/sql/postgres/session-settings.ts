import { durationOf } from '../../duration.ts'
import type { PostgresConfig } from './config.ts'

/** What a session is for. */
export interface SessionPurpose {
  readonly config: PostgresConfig
  readonly access: 'read' | 'write'
  /** For `pg_stat_activity`: `backout databases.crm`. */
  readonly application: string
}

/** The settings of a fresh session, and of one whose last user is gone; in one simple query. `looks`: whether the server can look if its client is still there. */
export function sessionSettings({ config, access, application }: SessionPurpose, looks: boolean): string {
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
    lock_timeout: `${durationOf(config.lockTimeout ?? '10s')}ms`,
    statement_timeout: config.statementTimeout === undefined ? '0' : `${durationOf(config.statementTimeout)}ms`,
    // A holder whose machine is gone must not keep its locks for ever: the server would notice after two hours.
    idle_in_transaction_session_timeout: '10min',
    // Nobody waits for what a process that was killed has left running, and it would keep its locks.
    ...(looks && { client_connection_check_interval: '2s' }),
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
  }
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${name === 'search_path' || name === 'datestyle' ? value : quoted(value)}`)
    .join('; ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
