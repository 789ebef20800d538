import type { Baseline } from './baseline.ts'
import type { Git } from '../git/git.ts'

/** What became of the commit that a work tree is at, as a clause; undefined where it stayed. No rollback moves it back: somebody may have built upon it. */
export function movedHead({ inGit, head }: Baseline, git: Git | undefined): string | undefined {
  if (!inGit || !git || git.head === head) return undefined
  return `git's HEAD is ${nameOf(git.head)}, and was ${nameOf(head)}`
}

function nameOf(commit: string | undefined): string {
  return commit === undefined ? 'no commit' : commit.slice(0, 12)
}
