import type { Git } from './git.ts'

/** A file of a commit. */
export interface Committed {
  readonly path: string
  readonly executable: boolean
}

/** The files of a commit, as git has them (git-ls-tree(1): `100755 blob <id>`, a tab, and the path): what is on disk may differ, also where git is told not to look at modes. */
export async function committedFiles(git: Git, commit: string): Promise<readonly Committed[]> {
  const lines = await git.paths(['ls-tree', '-r', '-z', commit])
  return lines.map((line) => ({ path: line.slice(line.indexOf('\t') + 1), executable: line.startsWith('100755') }))
}
