import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { diskTree } from '../../../file/tree/disk/disk-tree.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { fileState, readState, stateOf } from '../../../file/tree/state.ts'
import { reaching } from '../../../file/tree/system-error.ts'
import { ownFolder } from '../../own-folder.ts'
import { stateAt } from '../look/look.ts'
import type { Git } from '../git/git.ts'
import { layOut, type Rules } from '../git/rules.ts'
import { cleanMode, type Modes } from '../look/modes.ts'

/** Files of a commit, in a directory of their own. */
export interface Checkout extends AsyncDisposable {
  readonly tree: Tree
  /** Where a path of the work tree is in it. */
  at(path: string): string
}

/** A commit whose files were clean, and what decided how a checkout gives them. Older records do not say that: for them it is what the work tree says now. */
export interface CleanCommit {
  readonly head: string
  readonly rules?: Rules | undefined
}

/** Checks files of a commit out apart from the work tree, as git would have into it (line ends, filters), without touching its index. Errors: `failed`. */
export async function checkoutFiles(root: string, git: Git, { head, rules }: CleanCommit, paths: readonly string[]): Promise<Checkout> {
  const directory = reaching('write', '.backout/checkouts', () => newDirectory(root))
  const files = join(directory, 'files')
  if (paths.length > 0) {
    const env = { GIT_INDEX_FILE: join(directory, 'index') }
    await git.run(['read-tree', head], { env })
    // From another work tree, paths are those in the repository.
    const prefix = rules ? git.prefix : ''
    await git.run(['checkout-index', '-z', '--stdin', '--force', `--prefix=${files}/`], {
      env: { ...env, ...(rules && layOut(rules, join(directory, 'rules'))) },
      input: paths.map((path) => `${prefix}${path}\0`).join(''),
    })
  }
  const tree = diskTree(files)
  return {
    tree,
    at: (path) => `${git.prefix}${path}`,
    async [Symbol.asyncDispose]() {
      tree.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** One of its own: what was killed with its checkout left it behind, and after a day nobody uses it. */
function newDirectory(root: string): string {
  const folder = ownFolder(root, 'checkouts')
  const old = readdirSync(folder)
    .filter((name) => /^c\w{6}$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < Date.now() - day)
  for (const path of old) rmSync(path, { recursive: true, force: true })
  const directory = mkdtempSync(join(folder, 'c'))
  mkdirSync(join(directory, 'files'))
  return directory
}

/** ms */
const day = 86_400_000

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
  { modes, ...commit }: CleanCommit & { readonly modes: Modes },
  paths: readonly string[],
): Promise<readonly string[]> {
  const states = new Map(paths.map((path) => [path, stateAt(tree, path)]))
  const isThere = (path: string): boolean => /^(?:file|link):/.test(states.get(path)!)
  const there = paths.filter(isThere)
  if (there.length === 0) return paths
  await using checkout = await checkoutFiles(tree.root, git, commit, there)
  return paths.filter((path) => !isThere(path) || checkedOutState(checkout, modes, path) !== states.get(path))
}
