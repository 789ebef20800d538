import { type ChangeDetail, PlanError } from '@backout/core/plugin'
import type { PlannedFiles } from '../pack/planned-files.ts'
import type { FilesSession } from '../session.ts'
import { absent, stateOf, stateOfEntry } from '../state.ts'
import { type Found, subtreeOf } from '../tree/subtree.ts'
import { assertFile, assertRoom, fileDetail, noteOf } from './planned.ts'

/** What `file/copy` is to do. */
export function* planCopies(files: FilesSession, { from, to }: { readonly from: string; readonly to: string }): Iterable<PlannedFiles> {
  const source = files.locate(from, 'read')
  const target = files.locate(to, 'write')
  const found = subtreeOf(files.tree, source)
  if (found.length === 0) throw new PlanError('missing', `Cannot copy "${from}": it is not there`)
  for (const one of found) {
    const planned = planCopy(files, one, `${target}${one.path.slice(source.length)}`)
    if (planned) yield planned
  }
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
