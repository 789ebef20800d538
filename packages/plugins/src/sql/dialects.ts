import type { Awaitable } from '@backout/core/plugin'
import type { Dialect, Script } from './dialect.ts'
import { postgresDialect } from './postgres/dialect.ts'
import { sqliteDialect } from './sqlite/dialect.ts'

/** The dialects of the built-in SQL drivers. */
export const dialects: readonly Dialect[] = [sqliteDialect, postgresDialect].map(remembering)

/** The dialect of a driver, or undefined where the driver is not one for SQL. */
export function dialectOf(driver: string | undefined): Dialect | undefined {
  return dialects.find((dialect) => dialect.driver === driver)
}

/** One command asks several times what a script says; the parser of PostgreSQL takes seconds for megabytes. */
function remembering(dialect: Dialect): Dialect {
  const scripts = new Map<string, Awaitable<Script>>()
  let held = 0
  return {
    ...dialect,
    read(sql) {
      const known = scripts.get(sql)
      if (known) return known
      const script = dialect.read(sql)
      held += sql.length
      if (held > mostHeld) {
        scripts.clear()
        held = sql.length
      }
      scripts.set(sql, script)
      return script
    },
  }
}

/** Characters of SQL of which is remembered what they say. */
const mostHeld = 16 * 1024 * 1024
