import { pathSchema } from './touches.ts'

/** The input of a step that takes one path to another. */
export function fromToInput<const Description extends string>(
  description: Description,
  example: { readonly from: string; readonly to: string },
) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to'],
    description,
    examples: [example],
    properties: {
      from: { ...pathSchema, description: 'What is there: a path from the root of the repository.', examples: [example.from] },
      to: { ...pathSchema, description: 'Where it is to be: the whole path, also its last name.', examples: [example.to] },
    },
  } as const
}

/** The output of a step that takes files somewhere. */
export function fromToOutput(done: string) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['files'],
    description: 'What was done.',
    examples: [{ files: 3 }],
    properties: { files: { type: 'integer', description: `How many files and links were ${done}.`, examples: [3] } },
  } as const
}
