import type { Dialect } from './dialect.ts'
import { postgresDialect } from './postgres/dialect.ts'
import { sqliteDialect } from './sqlite/dialect.ts'

/** The dialects of the built-in SQL drivers. */
export const dialects: readonly Dialect[] = [sqliteDialect, postgresDialect]

/** The dialect of a driver, or undefined where the driver is not one for SQL. */
export function dialectOf(driver: string | undefined): Dialect | undefined {
  return dialects.find((dialect) => dialect.driver === driver)
}
