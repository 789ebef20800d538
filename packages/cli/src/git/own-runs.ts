import { relative, sep } from 'node:path'
import { PlanError, shellWord } from '@backout/core/model'
import { committedLink, committedWords } from './committed-link.ts'

/**
 * Refuses a folder of runs (absolute) in the repository that lies behind a link which came with a commit: whoever made it would decide where records are
 * written, and which ones are read. Errors: `refused`.
 */
export async function demandOwnRuns(root: string, runs: string): Promise<void> {
  const link = await committedLink(root, runs)
  if (!link) return
  throw new PlanError(
    'refused',
    `Cannot use the folder of runs "${relative(root, runs).replaceAll(sep, '/')}": "${link.path}" is a link${committedWords(link)}`,
    {
      hint: `Take it out: git rm --cached ${shellWord(link.path)}; another folder is named by "runs" in backout.yaml`,
    },
  )
}
