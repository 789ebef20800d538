import type { Plugin } from '@backout/core/plugin'
import { processes } from './driver.ts'
import { execRun } from './run.ts'

/** Commands. */
export const exec: Plugin = { name: 'exec', version: '1.0.0', steps: [execRun], drivers: [processes] }

export type { ProcessSession } from './driver.ts'
