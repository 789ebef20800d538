import { type ChangeDetail, PlanError, type Touch } from '@backout/core/plugin'
import { defineFileStep } from './file-step.ts'
import type { PlannedFiles } from './pack/planned-files.ts'
import { normalPath } from './path.ts'
import { assertFile, assertRoom, fileDetail, noteOf } from './planned.ts'
import { fromToInput, fromToOutput } from './from-to.ts'
import type { FilesSession } from './session.ts'
import { absent, stateOf, stateOfEntry } from './state.ts'
import { type Found, subtreeOf } from './subtree.ts'
import { touchOf } from './touches.ts'

/** `file/copy`: a file, or a directory with all that is in it, also comes to another place. */
export const fileCopy = defineFileStep({
  uses: 'file/copy',
  summary: 'Copies a file or a directory',
  input: fromToInput(
    'A file, a link, or a directory with all that is in it, is also to be at another path, with its modes. Files that are there already are overwritten.',
    { from: 'config/staging.yaml', to: 'config/production.yaml' },
  ),
  output: fromToOutput('copied'),
  touches: ({ from, to }) => bothTouches(from, 'read', to),
  async *plan({ from, to }, files) {
    const source = files.locate(from, 'read')
    const target = files.locate(to, 'write')
    const found = subtreeOf(files.tree, source)
    if (found.length === 0) throw new PlanError('missing', `Cannot copy "${from}": it is not there`)
    for (const one of found) {
      const planned = planCopy(files, one, `${target}${one.path.slice(source.length)}`)
      if (planned) yield planned
    }
  },
  finish: ({ files }) => ({ files }),
})

/** The touches of a step from one path to another. Errors: `invalid` where one is inside the other. */
export function bothTouches(from: string, access: 'read' | 'write', to: string): readonly Touch[] | 'unknown' {
  const [source, target] = [touchOf(from, access), touchOf(to, 'write')]
  if (source === 'unknown' || target === 'unknown') return 'unknown'
  if (`${normalPath(to)}/`.startsWith(`${normalPath(from)}/`)) {
    throw new PlanError('invalid', `Cannot use "${to}" for "${from}": it is the same, or inside of it`)
  }
  return [...source, ...target]
}

/** The change that makes a path like another one; undefined where it is so. Errors: `failed` where something of another kind is in the way. */
export function planCopy(files: FilesSession, { path: from, entry }: Found, to: string): PlannedFiles | undefined {
  const { tree } = files
  files.locate(from, 'read')
  files.locate(to, 'write')
  const there = tree.entry(to)
  assertRoom(tree, to)
  if (entry.kind === 'directory' && there?.kind === 'directory') return undefined
  if (entry.kind === 'directory' && there) throw new PlanError('failed', `Cannot make directory "${to}": it is a ${there.kind}`)
  if (entry.kind !== 'link') assertFile(to, there?.kind)
  const [before, after] = [there ? stateOf(tree, to) : absent, stateOfEntry(tree, from, entry)]
  if (before === after) return undefined
  return {
    changes: [{ path: to, before, after, ...(entry.kind === 'file' && { from }) }],
    bytes: entry.kind === 'file' ? entry.size : 0,
    title: `${to}: copy of ${from}`,
    details: () => [copyDetail(files, { path: from, entry }, to)],
  }
}

function copyDetail({ tree }: FilesSession, { path: from, entry }: Found, to: string): ChangeDetail {
  if (entry.kind !== 'file') return noteOf(to, entry, `copy of ${from}`)
  return fileDetail(to, tree.entry(to)?.kind === 'file' ? tree.read(to) : undefined, tree.read(from))
}
