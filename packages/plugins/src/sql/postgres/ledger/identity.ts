import type { PostgresConfig } from '../connection/config.ts'
import { type Connection, only } from '../connection/connection.ts'
import { shownAddress, targetOf } from '../connection/target.ts'

/**
 * What tells this database from every other: the cluster's system identifier and the database's number in it. Neither a rename nor a restart changes it; a restored
 * dump has another. Where the server does not tell its identifier (some managed ones), its address stands for it.
 */
export async function databaseIdentity(connection: Connection, config: PostgresConfig): Promise<string> {
  const cluster = await connection
    .run('select system_identifier from pg_catalog.pg_control_system()')
    .then(only, (cause: { readonly code?: string }) => {
      // Not allowed, or not known to this server: anything else may pass, and the address would make it another database.
      if (!/^(?:42|0A)/.test(cause.code ?? '')) throw cause
      return shownAddress(targetOf(config))
    })
  const database = only(await connection.run('select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()'))
  return `postgres:${cluster}/${database}`
}
