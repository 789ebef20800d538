import { pathsSchema } from '../touches.ts'

/** The input of `file/check`. */
export const checkInput = {
  type: 'object',
  additionalProperties: false,
  description:
    'Looks at files, and fails if they are not as they should be. Everything that `paths` names must exist, unless `exists` or `absent` says otherwise.',
  examples: [{ paths: ['src/**/*.ts'], absent: 'full_?name' }],
  properties: {
    paths: pathsSchema,
    exists: {
      type: 'boolean',
      description:
        'Whether each path is there, and each pattern matches a file; `false`: none of them. Default: true where `paths` are given, and not `absent`.',
      examples: [false],
    },
    matches: {
      type: 'string',
      minLength: 1,
      description: 'A regular expression (as in `file/replace`) that must match in each of the files, of which there must be one at least.',
      examples: ['"version": "2\\.'],
    },
    absent: {
      type: 'string',
      minLength: 1,
      description: 'A regular expression (as in `file/replace`) that must not match in any of the files.',
      examples: ['full_?name'],
    },
  },
} as const

/** The output of `file/check`. */
export const checkOutput = {
  type: 'object',
  additionalProperties: false,
  required: ['files', 'matches'],
  description: 'What was found.',
  examples: [{ files: 3, matches: 12 }],
  properties: {
    files: { type: 'integer', description: 'How many files there are.', examples: [3] },
    matches: { type: 'integer', description: 'How often `matches` matched in them.', examples: [12] },
  },
} as const
