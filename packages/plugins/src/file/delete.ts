import { defineFileStep } from './file-step.ts'
import { planRemoval } from './planned.ts'
import type { FilesSession } from './session.ts'
import { absent, directoryState } from './state.ts'
import { pathsSchema, touchesOf } from './touches.ts'

/** `file/delete`: files, links and whole directories go. */
export const fileDelete = defineFileStep({
  uses: 'file/delete',
  summary: 'Deletes files and directories',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['paths'],
    description:
      'Files and symbolic links that match are deleted, and so are directories that match and of which nothing is left. What is not there is no error.',
    examples: [{ paths: ['services/crm/legacy'] }],
    properties: { paths: pathsSchema },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['files'],
    description: 'What was done.',
    examples: [{ files: 3 }],
    properties: { files: { type: 'integer', description: 'How many files and links were deleted.', examples: [3] } },
  },
  touches: ({ paths }) => touchesOf(paths, 'write'),
  async *plan({ paths }, files) {
    const listed = files.list(paths)
    for (const path of listed) {
      files.locate(path, 'write')
      const planned = planRemoval(files, path)
      if (planned) yield planned
    }
    for (const { path, mode } of emptied(files, paths, listed)) {
      yield {
        changes: [{ path, before: directoryState(mode), after: absent }],
        bytes: 0,
        title: `${path}: directory deleted`,
        details: () => [{ kind: 'note', text: `${path}: directory, deleted` }],
      }
    }
  },
  finish: ({ files }) => ({ files }),
})

/** Directories that match and of which nothing is left, the deepest first. */
function emptied(
  files: FilesSession,
  paths: readonly string[],
  deleted: readonly string[],
): readonly { readonly path: string; readonly mode: number }[] {
  const gone = new Set(deleted)
  const found: { readonly path: string; readonly mode: number }[] = []
  for (const path of files.list(paths, 'directory').toReversed()) {
    const entry = files.tree.entry(path)
    if (entry?.kind !== 'directory' || !files.tree.names(path).every(({ name }) => gone.has(`${path}/${name}`))) continue
    gone.add(path)
    found.push({ path, mode: entry.mode })
  }
  return found
}
