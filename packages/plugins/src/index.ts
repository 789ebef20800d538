import type { Plugin } from '@backout/core/plugin'
import { core } from './core/index.ts'
import { exec } from './exec/index.ts'
import { file } from './file/index.ts'
import { http } from './http/index.ts'
import { sql } from './sql/index.ts'

/** The plugins that are always there. */
export const builtins: readonly Plugin[] = [core, file, sql, http, exec]
