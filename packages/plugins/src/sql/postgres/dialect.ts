import type { Dialect } from '../dialect.ts'

/** PostgreSQL's SQL, read by PostgreSQL's own parser. Unqualified names mean schema `public`: sessions set their search path so. */
export const postgresDialect: Dialect = {
  driver: 'postgres',
  title: 'PostgreSQL',
  async read(sql) {
    const { readScript } = await import('./text/read-script.ts')
    return readScript(sql)
  },
}
