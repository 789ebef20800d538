import type { Plugin } from '@backout/core/plugin'

/** Step types on databases, and their drivers. */
export const sql: Plugin = { name: 'sql', version: '1.0.0', steps: [], drivers: [] }
