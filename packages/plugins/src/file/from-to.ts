import { PlanError, type Touch } from '@backout/core/plugin'
import { normalPath } from './path.ts'
import { pathSchema, touchOf } from './touches.ts'

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

/** The touches of a step from one path to another. Errors: `invalid` where one is inside the other. */
export function bothTouches(from: string, access: 'read' | 'write', to: string): readonly Touch[] | 'unknown' {
  const [source, target] = [touchOf(from, access), touchOf(to, 'write')]
  if (source === 'unknown' || target === 'unknown') return 'unknown'
  if (`${normalPath(to)}/`.startsWith(`${normalPath(from)}/`)) {
    throw new PlanError('invalid', `Cannot use "${to}" for "${from}": it is the same, or inside of it`)
  }
  return [...source, ...target]
}
