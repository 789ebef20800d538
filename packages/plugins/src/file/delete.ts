import { defineFileStep } from './file-step.ts'
import { isGlob } from './glob/syntax.ts'
import { requiredPathsSchema, touchesOf } from './touches.ts'
import type { Touch } from '@backout/core/plugin'

/** `file/delete`: files, links and whole directories go. */
export const fileDelete = defineFileStep({
  uses: 'file/delete',
  summary: 'Deletes files and directories',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['paths'],
    description:
      'Deletes files and symbolic links that match, and directories that match once nothing is left in them. It is no error if nothing is there.',
    examples: [{ paths: ['services/crm/legacy'] }],
    properties: { paths: requiredPathsSchema },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['files'],
    description: 'What was done.',
    examples: [{ files: 3 }],
    properties: { files: { type: 'integer', description: 'How many files and links were deleted.', examples: [3] } },
  },
  touches: ({ paths }) => withBeneath(touchesOf(paths, 'write')),
  async *plan({ paths }, files, context, from) {
    const { planDeletions } = await import('./plan/delete.ts')
    yield* planDeletions(files, paths, from === undefined ? context : undefined)
  },
  finish: ({ files }) => ({ files }),
})

/** A directory that a pattern matches goes if it is empty, which nobody may change meanwhile. A path stands for what is beneath it in any case. */
function withBeneath(touches: readonly Touch[] | 'unknown'): readonly Touch[] | 'unknown' {
  if (touches === 'unknown') return touches
  const patterns = touches.filter(({ part }) => isGlob(part) && !part.endsWith('**'))
  return [...touches, ...patterns.map((touch): Touch => ({ ...touch, part: `${touch.part}/**`, alone: true }))]
}
