import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskTree } from '../../file/tree/disk-tree.ts'
import type { Tree } from '../../file/tree/tree.ts'
import type { Git } from './git.ts'

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
