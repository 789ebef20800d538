import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PlanError, shellWord } from '@backout/core/model'
import { git, workTree } from './git.ts'

/**
 * Refuses what is `tried` where the work tree that `root` is in is not as the commit has it, under the root: its submodules included, and whatever git is told not
 * to look at. `isOwn` tells what may differ all the same, by its absolute path. Errors: `refused`.
 */
export async function demandCleanTree(tried: string, root: string, isOwn: (path: string) => boolean = () => false): Promise<void> {
  const top = await workTree(root, { tried: `${tried}, which is protected`, otherwise: 'Run it from a clean checkout' })
  // Whatever git is told to ignore of submodules, also by what is committed.
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=none', '--', '.']
  const changed = (await git(root, args)).split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]))
  const foreign = changed.find((path) => !isOwn(join(top, path)))
  if (foreign !== undefined)
    throw new PlanError('refused', `${tried}: it is protected, and the work tree is not clean (${foreign})`, {
      hint: `Commit the changes first, or put them aside: git stash push --include-untracked -- ${shellWord(`:/${foreign}`)}`,
    })
  const unseen = await unseenFile(root)
  if (unseen === undefined) return
  throw new PlanError('refused', `${tried}: it is protected, and git is told not to look whether "${unseen}" has changed`, {
    hint: `Let git look: git update-index --no-assume-unchanged ${shellWord(unseen)} && git update-index --no-skip-worktree ${shellWord(unseen)}`,
  })
}

/** The first file that `git status` says nothing of, whatever is in it: one marked `assume-unchanged`, or `skip-worktree` although it is there (a sparse checkout leaves it out). */
async function unseenFile(root: string): Promise<string | undefined> {
  const listed = await git(root, ['ls-files', '-v', '-z'])
  const files = listed.split('\0').filter((entry) => /^(?:[a-z]|S) /.test(entry))
  const found = files.find((entry) => !entry.startsWith('S') || existsSync(join(root, entry.slice(2))))
  return found?.slice(2)
}
