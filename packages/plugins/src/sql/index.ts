import type { Plugin } from '@backout/core/plugin'
import { sqlExecute } from './execute.ts'
import { postgresDriver } from './postgres/driver.ts'
import { sqlQuery } from './query.ts'
import { sqliteDriver } from './sqlite/driver.ts'

/** Step types on databases, and their drivers. */
export const sql: Plugin = { name: 'sql', version: '1.0.0', steps: [sqlExecute, sqlQuery], drivers: [sqliteDriver, postgresDriver] }
