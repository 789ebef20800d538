import type { Plugin } from '@backout/core/plugin'

/** Commands. */
export const exec: Plugin = { name: 'exec', version: '1.0.0', steps: [], drivers: [] }
