import type { Dialect, Script } from '../dialect.ts'

/** PostgreSQL's SQL, read by PostgreSQL's own parser. Unqualified names mean schema `public`: sessions set their search path so. */
export const postgresDialect: Dialect = {
  driver: 'postgres',
  title: 'PostgreSQL',
  read(sql) {
    const known = scripts.get(sql)
    if (known) return known
    const script = import('./text/read-script.ts').then(({ readScript }) => readScript(sql))
    scripts.set(sql, script)
    if (scripts.size > most) scripts.delete(scripts.keys().next().value!)
    return script
  },
}

/** The newest scripts that were read. One command asks several times what a script says, and its parser takes seconds for megabytes. */
const scripts = new Map<string, Promise<Script>>()

const most = 32
