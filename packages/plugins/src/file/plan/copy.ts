import { type ChangeDetail, PlanError, type ReadContext } from '@backout/core/plugin'
import type { PlannedFiles } from '../pack/planned-files.ts'
import { isReserved } from '../path.ts'
import type { FilesSession } from '../session.ts'
import { absent, stateOf, stateOfEntry, wordFor } from '../tree/state.ts'
import { admitsOwner } from '../tree/admits-owner.ts'
import { type Found, subtreeOf } from '../tree/subtree.ts'
import type { Entry } from '../tree/tree.ts'
import { modeNotes } from './content-title.ts'
import { assertFile, assertOpen, assertPlain, assertRoom, fileDetail, noteOf, shownAt } from './planned.ts'

/** What `file/copy` is to do. What can't be in scope is left out, and noted. */
export async function* planCopies(
  files: FilesSession,
  { from, to }: { readonly from: string; readonly to: string },
  context: Pick<ReadContext, 'note'>,
): AsyncIterable<PlannedFiles> {
  const source = files.locate(from, 'read')
  const target = files.locate(to, 'write')
  const found = subtreeOf(files.tree, source)
  if (found.length === 0) throw new PlanError('missing', `Cannot copy "${from}": it is not there`)
  assertApart('copy', { from, source, to, target })
  for (const { path, entry } of found) assertPlain('copy', path, entry.kind)
  for (const path of reservedIn(files, found)) context.note(`${path} is left out: it can't be in scope`)
  for (const [index, one] of found.entries()) {
    const learnt = files.tree.learn(one.path)
    if (learnt) await learnt
    const planned = planCopy(files, one, `${target}${one.path.slice(source.length)}`)
    if (planned) yield { ...planned, reached: (index + 1) / found.length }
  }
}

function reservedIn({ tree }: FilesSession, found: readonly Found[]): readonly string[] {
  const names = (directory: string): readonly string[] => tree.names(directory).flatMap(({ name }) => (isReserved(name) ? [name] : []))
  return found.flatMap(({ path, entry }) => (entry.kind === 'directory' ? names(path).map((name) => `${path}/${name}`) : []))
}

/** The change that makes a path like another one; undefined where it is so. Errors: `failed` where something of another kind is in the way. */
export function planCopy(files: FilesSession, { path: from, entry }: Found, to: string): PlannedFiles | undefined {
  const { tree } = files
  files.locate(from, 'read')
  files.locate(to, 'write')
  const there = tree.entry(to)
  assertRoom(tree, to)
  if (entry.kind === 'directory' && there?.kind === 'directory') return undefined
  if (entry.kind === 'directory') assertFillable(files, { path: from, entry }, to, there)
  else if (entry.kind !== 'link' || there?.kind !== 'link') assertFile(to, there?.kind)
  const change = { path: to, before: there ? stateOf(tree, to) : absent, after: stateOfEntry(tree, from, entry) }
  if (change.before === change.after) return undefined
  assertOpen(tree, to)
  return {
    changes: [{ ...change, ...(entry.kind === 'file' && { from }) }],
    bytes: entry.kind === 'file' ? entry.size : 0,
    title: `${to}: copy of ${from}`,
    details: () => [...(there?.kind === 'file' ? modeNotes(change) : []), copyDetail(files, { path: from, entry }, to)],
  }
}

/** Where something is taken from and to, as the plan says, and without the links on the way. */
export interface Ends {
  readonly from: string
  readonly source: string
  readonly to: string
  readonly target: string
}

/** Links on the way may lead to the same place. Errors: `failed`. */
export function assertApart(doing: 'copy' | 'move', { from, source, to, target }: Ends): void {
  if (!`${target}/`.startsWith(`${source}/`)) return
  throw new PlanError('failed', `Cannot ${doing} "${from}" to "${to}": by way of a symbolic link it is the same, or inside of it`)
}

function assertFillable({ tree }: FilesSession, { path, entry }: Found, to: string, there: Entry | undefined): void {
  if (there) throw new PlanError('failed', `Cannot make directory "${to}": it is a ${wordFor(there.kind)}`)
  if (entry.kind !== 'directory' || admitsOwner(entry.mode) || tree.names(path).length === 0) return
  throw new PlanError(
    'failed',
    `Cannot make directory "${to}" like "${path}": its mode, ${entry.mode.toString(8)}, lets nothing be put into it`,
  )
}

function copyDetail({ tree }: FilesSession, { path: from, entry }: Found, to: string): ChangeDetail {
  if (entry.kind !== 'file') return noteOf(to, entry, `copy of ${from}`)
  return fileDetail(to, tree.entry(to)?.kind === 'file' ? shownAt(tree, to) : undefined, shownAt(tree, from))
}
