import type { Plugin } from '@backout/core/plugin'

/** Step types that touch nothing. */
export const core: Plugin = { name: 'core', version: '1.0.0', steps: [], drivers: [] }
