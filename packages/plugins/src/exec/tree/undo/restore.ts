import { PlanError } from '@backout/core/plugin'
import { difference, makeEffect } from '../../../file/pack/apply.ts'
import { bytesOfPieces } from '../../../file/pack/content.ts'
import { absent, directoryState, isClosed } from '../../../file/tree/state.ts'
import { emptiedAmong } from '../../../file/tree/emptied.ts'
import { type Owner, ownOwner } from '../../../file/tree/owner.ts'
import { type Effect, isUnnamed, type Tree } from '../../../file/tree/tree.ts'
import { entryAt, stateAt } from '../look/look.ts'
import { inCommit, type TreeChange, type TreeChanges } from '../compare/changes.ts'
import { type Checkout, checkedOutState, checkoutFiles } from '../compare/checkout.ts'
import { isOpen, modeChanges, modeConflictOf, restoreModes } from './directory-modes.ts'
import type { Git } from '../git/git.ts'
import { cleanOwner } from '../look/modes.ts'
import { restoreIndex } from '../git/staged.ts'
import type { Loaded } from './undo.ts'

/**
 * Puts a tree back to what was saved, where it is as the command left it. Files that are back already are passed over; where one is neither, nothing is
 * touched. What has to go goes first, since a link or a file may stand where a directory was.
 */
export async function restoreTree(
  tree: Tree,
  git: Git | undefined,
  loaded: Loaded,
  changes: TreeChanges,
): Promise<'reverted' | { readonly conflict: string }> {
  const committed = changes.files.filter(({ before }) => before === inCommit).map(({ path }) => path)
  await using checkout = await checkoutOf(tree.root, git, loaded, committed)
  const files = changes.files.map((change) => ({ ...wanted(loaded, checkout, change), loss: lossOf(tree, loaded, change) }))
  for (const { path, before } of [...files, ...changes.directories]) sweep(tree, path, before)
  const modes = modeChanges(changes.directories)
  const conflicts = [...files.flatMap((file) => conflictOf(tree, file) ?? []), ...modes.flatMap((one) => modeConflictOf(tree, one) ?? [])]
  if (conflicts.length > 0) return { conflict: conflicts.slice(0, 5).join('; ') }
  const open = files.filter(({ path, before }) => fileStateAt(tree, path) !== before)
  await restoreModes(tree, modes.filter(isOpen))
  await commit(
    tree,
    open.filter(({ before }) => before === absent).map((file) => effectOf(tree, file)),
  )
  await removeDirectories(tree, changes.directories)
  const directories = changes.directories.filter(({ path, before }) => before !== absent && stateAt(tree, path) === absent)
  await commit(tree, [
    ...directories.map(({ path, before }) => makeEffect(path, absent, undefined, before, () => [], loaded.owners.get(path) ?? ownOwner)),
    ...open.filter(({ before }) => before !== absent).map((file) => effectOf(tree, file)),
  ])
  await restoreModes(
    tree,
    modes.filter((one) => !isOpen(one)),
  )
  await restoreIndex(git, loaded.baseline, changes.index)
  return withRepositories(tree, changes.repositories)
}

/** What somebody has committed in one since, nobody knows, and nothing is saved of them. */
function withRepositories(tree: Tree, changes: readonly TreeChange[]): 'reverted' | { readonly conflict: string } {
  const isThere = (path: string): boolean => entryAt(tree, path) !== undefined
  const made = changes.filter(({ path, before }) => before === absent && isThere(path))
  const lost = changes.filter(({ path, before }) => before !== absent && !isThere(path))
  const told = [
    ...made.map(({ path }) => `"${path}": the command made a repository there, which only a person may remove`),
    ...lost.map(({ path }) => `"${path}": the command removed the repository there, which only a person can put back`),
  ]
  return told.length === 0 ? 'reverted' : { conflict: told.join('; ') }
}

interface Wanted extends TreeChange {
  readonly content: () => Iterable<Uint8Array>
  readonly owner?: Owner | undefined
}

/** Why what was at a path cannot be put back, whatever is there now; undefined where it can. */
export function lossOf(tree: Tree, { contents }: Loaded, { path, before }: TreeChange): string | undefined {
  if (isUnnamed(entryAt(tree, path))) return `"${path}": its name is not UTF-8`
  if (before === 'special') return `"${path}": a pipe, a socket or a device was there, which cannot be put back`
  if (isClosed(before)) return `"${path}": what was there could not be read, and is not saved`
  return before.startsWith('file:') && !contents.has(path) ? `"${path}": what was in it is not saved` : undefined
}

async function checkoutOf(
  root: string,
  git: Git | undefined,
  { baseline }: Loaded,
  paths: readonly string[],
): Promise<(Checkout & AsyncDisposable) | undefined> {
  if (paths.length === 0) return undefined
  const { head, rules } = baseline
  if (git && head !== undefined) return checkoutFiles(root, git, { head, rules }, paths)
  throw new PlanError('missing', `Cannot put back "${paths[0]}": its content is in git, which is not there`)
}

function wanted({ baseline, contents, owners }: Loaded, checkout: Checkout | undefined, change: TreeChange): Wanted {
  const { path, before } = change
  if (before === inCommit && checkout) {
    return {
      ...change,
      before: checkedOutState(checkout, baseline.modes, path),
      owner: cleanOwner(baseline.modes, path),
      content: () => checkout.tree.chunks(checkout.at(path)),
    }
  }
  return { ...change, owner: owners.get(path), content: () => bytesOfPieces(contents.get(path) ?? []) }
}

function conflictOf(tree: Tree, { path, before, after, loss }: Wanted & { readonly loss: string | undefined }): string | undefined {
  const now = fileStateAt(tree, path)
  if (now === before) return undefined
  return now === after ? loss : `"${path}": ${difference(after, now)}`
}

/** What an earlier try, killed in the middle, may have left beside a path. */
function sweep(tree: Tree, path: string, state: string): void {
  try {
    tree.sweep(path, [state], 'remove')
  } catch (error) {
    // A link has taken the place of a directory above it, so that nothing of ours can be there.
    if ((error as { code?: string }).code !== 'out-of-scope') throw error
  }
}

/** What stands in a file's place; a directory there is a matter of the directories. */
function fileStateAt(tree: Tree, path: string): string {
  const state = stateAt(tree, path)
  return state.startsWith('directory:') ? absent : state
}

function effectOf(tree: Tree, { path, before, after, content, owner }: Wanted): Effect {
  const entry = tree.entry(path)
  return makeEffect(path, after, entry?.stamp, before, content, owner ?? (entry ? undefined : ownOwner))
}

async function commit(tree: Tree, effects: readonly Effect[]): Promise<void> {
  if (effects.length > 0) await tree.commit(effects, () => undefined)
}

/** One that somebody has put something into stays. */
async function removeDirectories(tree: Tree, directories: readonly TreeChange[]): Promise<void> {
  const made = directories.filter(({ path, before }) => before === absent && stateAt(tree, path) !== absent)
  const emptied = emptiedAmong(
    tree,
    made.map(({ path }) => path),
  )
  await commit(
    tree,
    emptied.map(({ path, mode, stamp }) => makeEffect(path, directoryState(mode), stamp, absent, () => [])),
  )
}
