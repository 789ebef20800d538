import { join, relative, sep } from 'node:path'
import { PlanError, shellWord } from '@backout/core/model'
import { committedLink, committedWords } from './committed-link.ts'

/**
 * Refuses a folder of runs (absolute) in the repository, with its claims, and `.backout`, that lie behind a link which came with a commit: whoever made it would decide
 * where records are written, which ones are read, and what is cleared away. Errors: `refused`.
 */
export async function demandOwnRuns(root: string, runs: string): Promise<void> {
  for (const [what, path] of [
    ['the folder of runs', runs],
    ['the folder of claims', join(runs, '.claims')],
    ["Backout's own folder", join(root, '.backout')],
  ] as const) {
    const link = await committedLink(root, path)
    if (!link) continue
    const named = relative(root, path).replaceAll(sep, '/')
    throw new PlanError('refused', `Cannot use ${what} "${named}": "${link.path}" is a link${committedWords(link)}`, {
      hint: `Take it out: git rm --cached ${shellWord(link.path)}${path === runs ? '; another folder is named by "runs" in backout.yaml' : ''}`,
    })
  }
}
