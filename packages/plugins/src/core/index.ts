import type { Plugin } from '@backout/core/plugin'
import { wait } from './wait.ts'

/** Step types that touch nothing. */
export const core: Plugin = { name: 'core', version: '1.0.0', steps: [wait], drivers: [] }
