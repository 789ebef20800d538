import { defineFileStep } from './file-step.ts'
import { bothTouches, fromToInput, fromToOutput } from './from-to.ts'

/** `file/copy`: a file, or a directory with all that is in it, also comes to another place. */
export const fileCopy = defineFileStep({
  uses: 'file/copy',
  summary: 'Copies a file or a directory',
  input: fromToInput(
    'Copies a file, a link, or a directory with everything in it to another path, with its modes. Files that are there already are overwritten.',
    { from: 'config/staging.yaml', to: 'config/production.yaml' },
  ),
  output: fromToOutput('copied'),
  touches: ({ from, to }) => bothTouches(from, 'read', to),
  async *plan(input, files, context) {
    const { planCopies } = await import('./plan/copy.ts')
    yield* planCopies(files, input, context)
  },
  finish: ({ files }) => ({ files }),
})
