import type { Dialect } from '../dialect.ts'

/** PostgreSQL's SQL, read by PostgreSQL's own parser. Unqualified names mean schema `public`: sessions set their search path so. */
export const postgresDialect: Dialect = {
  driver: 'postgres',
  title: 'PostgreSQL',
  read: async (sql) => (await import('./text/read-script.ts')).readScript(sql),
}
