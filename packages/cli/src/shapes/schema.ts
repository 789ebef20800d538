import type { Shape } from './shape.ts'

/** `plan schema --json`: a JSON Schema, whose own shape is that of draft-07. */
export const schemaShape: Shape<object> = {
  schema: {
    type: 'object',
    description: 'A JSON Schema (draft-07)',
    required: ['$schema'],
    properties: {
      $schema: { const: 'http://json-schema.org/draft-07/schema#', description: 'Draft-07' },
    },
  },
}
