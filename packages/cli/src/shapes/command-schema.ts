import type { commandNames } from '../command-line/command-names.ts'
import { errorShape } from './error.ts'
import { shapes } from './index.ts'
import type { JsonSchema } from './shape.ts'

/** The published schema of what a command prints with `--json`: its result, or what went wrong. */
export function commandSchema(command: (typeof commandNames)[number]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://backout.dev/schemas/commands/${command}.schema.json`,
    title: `plan ${command} --json`,
    anyOf: [shapes[command].schema, errorShape.schema],
  }
}
