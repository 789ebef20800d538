import { isReserved } from '../../../file/path.ts'
import type { Git } from './git.ts'

/** A file of a commit. */
export interface Committed {
  readonly path: string
  readonly executable: boolean
}

/**
 * The files and links of a commit, as git has them (git-ls-tree(1): `100755 blob <id>`, a tab, and the path): what is on disk may differ, also where git is
 * told not to look at modes. Submodules, `160000`, and what can't be in scope are left out.
 */
export async function committedFiles(git: Git, commit: string): Promise<readonly Committed[]> {
  const lines = await git.paths(['ls-tree', '-r', '-z', commit])
  const files = lines.filter((line) => !line.startsWith('160000'))
  return files
    .map((line) => ({ path: line.slice(line.indexOf('\t') + 1), executable: line.startsWith('100755') }))
    .filter(({ path }) => !path.split('/').some(isReserved))
}
