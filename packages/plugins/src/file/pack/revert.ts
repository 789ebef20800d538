import { comparePaths } from '../path.ts'
import type { FilesSession } from '../session.ts'
import { absent, directoryState, isAt, learnStates, stateOfEntry } from '../tree/state.ts'
import { emptiedAmong } from '../tree/emptied.ts'
import { ownOwner } from '../tree/owner.ts'
import type { Effect, Tree } from '../tree/tree.ts'
import { difference, makeEffect } from './apply.ts'
import { bytesOf } from './content.ts'
import type { PackUndo, SavedDirectory, SavedFile } from './unit.ts'

/**
 * Puts a pack back by compare-and-swap: files that are as we left them become what they were, those that are so already are passed over,
 * and where one is neither, nothing is touched. Directories that we made go if they are empty; those that we emptied come back.
 */
export async function revertPack(session: FilesSession, undo: readonly PackUndo[]): Promise<'reverted' | { readonly conflict: string }> {
  const { files, directories } = savedIn(undo)
  const effects: Effect[] = []
  const conflicts: string[] = []
  for (const { path, before, after } of files) {
    session.locate(path, 'write')
    session.tree.sweep(path, [before, after], 'remove')
  }
  await learnStates(
    session.tree,
    files.map(({ path }) => path),
  )
  for (const file of files) {
    const effect = effectOf(session, file)
    if (typeof effect === 'string') conflicts.push(effect)
    else if (effect && !isMade(file)) effects.push(effect)
  }
  if (conflicts.length > 0) return { conflict: listed(conflicts) }
  for (const { path, mode, owner } of directories) {
    if (mode !== undefined) session.tree.sweep(path, [directoryState(mode)], 'remove')
    if (mode !== undefined && !session.tree.entry(path))
      effects.unshift(makeEffect(path, absent, undefined, directoryState(mode), () => [], owner ?? ownOwner))
  }
  if (effects.length > 0) await session.commit(effects)
  const isOurs = ({ path, mode }: SavedDirectory): boolean => mode === undefined || session.made.has(path)
  const made = [...directories.filter(isOurs), ...files.filter(isMade)].map(({ path }) => path)
  await removeMade(session, made.toSorted(comparePaths))
  return 'reverted'
}

/** All that a person has to look at; of many, the first. */
function listed(conflicts: readonly string[]): string {
  const more = conflicts.length > 5 ? `; and ${conflicts.length - 5} more` : ''
  return `${conflicts.slice(0, 5).join('; ')}${more}`
}

/** A directory of ours. It stays where somebody has put something into it. */
function isMade({ before, after }: SavedFile): boolean {
  return before === absent && after.startsWith('directory:')
}

type Whole = Omit<SavedFile, 'content'> & { bytes(): Iterable<Uint8Array> }

/** What was saved. Of a file that goes on in later pieces, those are only read again once they are written, one at a time. */
function savedIn(undo: readonly PackUndo[]): { readonly files: readonly Whole[]; readonly directories: readonly SavedDirectory[] } {
  const files = new Map<string, Whole & { readonly later: PieceOf[] }>()
  const directories: SavedDirectory[] = []
  for (const [at, piece] of undo.entries()) {
    directories.push(...piece.directories)
    for (const [path, parts] of Map.groupBy(piece.files, (file) => file.path)) {
      const known = files.get(path)
      if (known) known.later.push(() => undo[at]!.files.filter((file) => file.path === path))
      else files.set(path, wholeOf(parts))
    }
  }
  return { files: [...files.values()], directories }
}

type PieceOf = () => readonly SavedFile[]

function wholeOf(first: readonly SavedFile[]): Whole & { readonly later: PieceOf[] } {
  const later: PieceOf[] = []
  const { content: _, ...file } = first[0]!
  return {
    ...file,
    later,
    *bytes() {
      for (const parts of [() => first, ...later]) for (const { content } of parts()) if (content !== undefined) yield bytesOf(content)
    },
  }
}

/** The effect that puts a file back, nothing where it is back, or the conflict. */
function effectOf(session: FilesSession, file: Whole): Effect | string | undefined {
  const { path, before, after, owner } = file
  const { tree } = session
  if (session.locate(path, 'write') !== path) return `"${path}": a symbolic link has been put in its way`
  const entry = tree.entry(path)
  const now = entry ? stateOfEntry(tree, path, entry) : absent
  if (now === before) return undefined
  if (!isAt(tree, path, after, now)) return `"${path}": ${difference(after, now)}`
  return makeEffect(path, now, entry?.stamp, before, () => oldContent(tree, file), owner ?? (entry ? undefined : ownOwner))
}

function oldContent(tree: Tree, file: Whole): Iterable<Uint8Array> {
  return file.movedTo === undefined ? file.bytes() : tree.chunks(file.movedTo)
}

/** One that another step has filled goes once that is taken back, too. What comes back under the name of one that is gone was there before. */
async function removeMade(session: FilesSession, made: readonly string[]): Promise<void> {
  const effects = emptiedAmong(session.tree, made).map(({ path, mode, stamp }) =>
    makeEffect(path, directoryState(mode), stamp, absent, () => []),
  )
  if (effects.length > 0) await session.tree.commit(effects, () => undefined)
  for (const path of made) {
    if (session.tree.entry(path)) session.made.add(path)
    else session.made.delete(path)
  }
}
