import { type ChangeDetail, PlanError } from '@backout/core/plugin'
import type { PlannedFiles } from '../pack/planned-files.ts'
import { isReserved } from '../path.ts'
import type { FilesSession } from '../session.ts'
import { absent, directoryState, stateOfEntry } from '../tree/state.ts'
import { type Found, subtreeOf } from '../tree/subtree.ts'
import type { Entry } from '../tree/tree.ts'
import { assertApart, type Ends, planCopy } from './copy.ts'
import { assertOpen, assertPlain, fileDetail, noteOf, shownAt } from './planned.ts'

/** What `file/move` is to do. When it goes on, some of it is at its new place already. */
export async function* planMoves(
  files: FilesSession,
  { from, to }: { readonly from: string; readonly to: string },
  goesOn: boolean,
): AsyncIterable<PlannedFiles> {
  const [source, target] = [files.locate(from, 'write'), files.locate(to, 'write')]
  const found = subtreeOf(files.tree, source)
  if (!goesOn) assertMovable(files, { from, source, to, target })
  for (const one of found) assertWhole(files, one)
  for (const [index, one] of found.entries()) {
    const learnt = files.tree.learn(one.path)
    if (learnt) await learnt
    const planned = planMove(files, one, `${target}${one.path.slice(source.length)}`)
    if (planned) yield { ...planned, reached: (index + 1) / found.length }
  }
  for (const { path, entry } of found.toReversed()) if (entry.kind === 'directory') yield planLeaving(path, entry.mode)
}

/** What was moved by an earlier run is at its place, and no longer where it was. */
function assertMovable({ tree }: FilesSession, { from, source, to, target }: Ends): void {
  assertApart('move', { from, source, to, target })
  const [here, there] = [tree.entry(source), tree.entry(target)]
  if (!here && !there) throw new PlanError('missing', `Cannot move "${from}": it is not there`)
  if (here && there) throw new PlanError('failed', `Cannot move "${from}" to "${to}": something is there already`)
}

/** What is left behind would keep its directory from going. */
function assertWhole({ tree }: FilesSession, { path, entry }: Found): void {
  assertPlain('move', path, entry.kind)
  assertOpen(tree, path)
  const kept = entry.kind === 'directory' ? tree.names(path).find(({ name }) => isReserved(name)) : undefined
  if (kept) throw new PlanError('failed', `Cannot move "${path}": "${kept.name}" in it can't be in scope`)
}

function planMove(files: FilesSession, found: Found, to: string): PlannedFiles | undefined {
  const { path: from, entry } = found
  const there = withOwner(planCopy(files, found, to), entry)
  if (entry.kind === 'directory')
    return there && { ...there, title: `${to}: moved from ${from}`, details: () => [noteOf(to, entry, `moved from ${from}`)] }
  const before = stateOfEntry(files.tree, from, entry)
  return {
    changes: [...(there?.changes ?? []), { path: files.locate(from, 'write'), before, after: absent, count: 1 }],
    bytes: entry.kind === 'file' ? entry.size : 0,
    title: `${from}: moved to ${to}`,
    details: () => [moveDetail(files, found, to)],
  }
}

/** What is moved keeps its owner; a copy belongs to who makes it. */
function withOwner(planned: PlannedFiles | undefined, { owner }: Entry): PlannedFiles | undefined {
  return planned && owner ? { ...planned, changes: planned.changes.map((change) => ({ ...change, owner })) } : planned
}

function moveDetail({ tree }: FilesSession, { path: from, entry }: Found, to: string): ChangeDetail {
  if (entry.kind !== 'file') return noteOf(to, entry, `moved from ${from}`)
  const content = shownAt(tree, from)
  return { ...fileDetail(to, content, content), movedFrom: from } as ChangeDetail
}

function planLeaving(path: string, mode: number): PlannedFiles {
  return {
    changes: [{ path, before: directoryState(mode), after: absent }],
    bytes: 0,
    title: `${path}: directory left`,
    details: () => [],
  }
}
