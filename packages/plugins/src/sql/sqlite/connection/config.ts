import { PlanError, type JsonSchema } from '@backout/core/plugin'

/** Configuration of a connection with `driver: sqlite`. */
export const configSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: {
      type: 'string',
      minLength: 1,
      description: 'The database file, relative to the repository root.',
      examples: ['crm.db'],
    },
    create: {
      type: 'boolean',
      default: false,
      description: 'Whether a file that is not there is created, empty, by the first step that writes.',
      examples: [true],
    },
    foreignKeys: {
      type: 'boolean',
      default: true,
      description:
        'Whether foreign keys are enforced, with their cascades. A script that starts with `PRAGMA foreign_keys = OFF` does without them.',
      examples: [false],
    },
    busyTimeout: {
      type: 'integer',
      minimum: 0,
      default: 5000,
      description: "Milliseconds to wait for another process's lock before giving up as busy.",
      examples: [30000],
    },
    doubleQuotedStrings: {
      type: 'boolean',
      default: false,
      description: 'Whether "text" in double quotes that names no column counts as a string, as in old versions of SQLite.',
      examples: [true],
    },
  },
} as const satisfies JsonSchema

/** The configuration with its defaults. */
export interface SqliteConfig {
  readonly file: string
  readonly create: boolean
  readonly foreignKeys: boolean
  /** ms */
  readonly busyTimeout: number
  readonly doubleQuotedStrings: boolean
}

/** Fills in the defaults. Errors: `invalid` for `:memory:` and for URIs, which no other process could see. */
export function readConfig(config: { readonly [key: string]: unknown }): SqliteConfig {
  const file = String(config['file'] ?? '')
  if (file === '' || file.startsWith(':') || file.startsWith('file:')) {
    throw new PlanError('invalid', `Cannot open SQLite database "${file}": it must be the path of a file`)
  }
  return {
    file,
    create: config['create'] === true,
    foreignKeys: config['foreignKeys'] !== false,
    busyTimeout: typeof config['busyTimeout'] === 'number' ? config['busyTimeout'] : 5000,
    doubleQuotedStrings: config['doubleQuotedStrings'] === true,
  }
}
