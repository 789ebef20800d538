import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskTree } from '../../file/tree/disk-tree.ts'
import type { Tree } from '../../file/tree/tree.ts'
import { fileState, readState, stateOf } from '../../file/state.ts'
import { stateAt } from './look.ts'
import type { Git } from './git.ts'
import { cleanMode, type Modes } from './modes.ts'

/** Files of a commit, in a directory of their own. */
export interface Checkout extends AsyncDisposable {
  readonly tree: Tree
  /** Where a path of the work tree is in it. */
  at(path: string): string
}

/** Checks files of a commit out beside the work tree, as git would into it (line ends, filters), without touching its index. */
export async function checkoutFiles(git: Git, commit: string, paths: readonly string[]): Promise<Checkout> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'backout-checkout-')))
  const files = join(directory, 'files')
  await mkdir(files)
  if (paths.length > 0) {
    const env = { GIT_INDEX_FILE: join(directory, 'index') }
    await git.run(['read-tree', commit], { env })
    await git.run(['checkout-index', '-z', '--stdin', '--force', `--prefix=${files}/`], {
      env,
      input: paths.map((path) => `${path}\0`).join(''),
    })
  }
  const tree = diskTree(files)
  return {
    tree,
    at: (path) => `${git.prefix}${path}`,
    async [Symbol.asyncDispose]() {
      tree.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The state that a clean file had: its content is what a checkout gives, its mode is known beside it. */
export function checkedOutState({ tree, at }: Checkout, modes: Modes, path: string): string {
  const state = stateOf(tree, at(path))
  const { kind, mode } = readState(state)
  return kind === 'file' ? fileState(cleanMode(modes, path, (mode & 0o100) !== 0), state.split(':')[2]!) : state
}

/** Those of some files of a commit, clean before, that are not what a checkout gives. What git tells of them depends on its index and its rules, which a command may have changed. */
export async function unlikeCommit(
  tree: Tree,
  git: Git,
  { head, modes }: { readonly head: string; readonly modes: Modes },
  paths: readonly string[],
): Promise<readonly string[]> {
  const states = new Map(paths.map((path) => [path, stateAt(tree, path)]))
  const isThere = (path: string): boolean => /^(?:file|link):/.test(states.get(path)!)
  const there = paths.filter(isThere)
  if (there.length === 0) return paths
  await using checkout = await checkoutFiles(git, head, there)
  return paths.filter((path) => !isThere(path) || checkedOutState(checkout, modes, path) !== states.get(path))
}
