import type { CompiledSchemas } from '@backout/core/plugin'
import { validators } from '@backout/plugins/validators'

/** The schemas of the built-in plugins, compiled when Backout was built. */
export const compiledSchemas = validators as unknown as CompiledSchemas
