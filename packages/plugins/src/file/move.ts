import { defineFileStep } from './file-step.ts'
import { bothTouches, fromToInput, fromToOutput } from './from-to.ts'

/** `file/move`: a file, or a directory with all that is in it, gets another path. */
export const fileMove = defineFileStep({
  uses: 'file/move',
  summary: 'Moves or renames a file or a directory',
  input: fromToInput(
    'Moves a file, a link, or a directory with everything in it to another path, with its modes. Nothing may be at the new path yet; where only that is there, it was moved before, and nothing is done.',
    { from: 'src/customer.ts', to: 'src/crm/customer.ts' },
  ),
  output: fromToOutput('moved'),
  touches: ({ from, to }) => bothTouches(from, 'write', to),
  async *plan(input, files, _context, goesOn) {
    const { planMoves } = await import('./plan/move.ts')
    yield* planMoves(files, input, goesOn !== undefined)
  },
  finish: ({ count }) => ({ files: count }),
})
