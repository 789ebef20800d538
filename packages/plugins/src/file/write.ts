import { defineFileStep } from './file-step.ts'
import { pathSchema, touchOf } from './touches.ts'

/** `file/write`: one file gets a content, with directories as needed. */
export const fileWrite = defineFileStep({
  uses: 'file/write',
  summary: 'Writes a file',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['path', 'content'],
    description: 'Gives one file exactly this content. An existing file keeps its mode; a new one gets 644.',
    examples: [{ path: 'config/feature.json', content: '{ "enabled": true }\n' }],
    properties: {
      path: pathSchema,
      content: {
        type: 'string',
        description: 'The whole content, as UTF-8 text. A final line feed is part of it.',
        examples: ['{ "enabled": true }\n'],
      },
      executable: {
        type: 'boolean',
        description: 'Whether the file can be run as a program. Default: as it is; no for a new file.',
        examples: [true],
      },
    },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['files'],
    description: 'What was done.',
    examples: [{ files: 1 }],
    properties: {
      files: { type: 'integer', description: 'How many files were changed: 0 where the content was there already.', examples: [1] },
    },
  },
  touches: ({ path }) => touchOf(path, 'write'),
  async *plan(input, files) {
    const { planWrite } = await import('./plan/write.ts')
    yield* planWrite(files, input)
  },
  finish: ({ files }) => ({ files }),
})
