import { lstatSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isWithin, PlanError, shellWord } from '@backout/core/model'
import { trackedIn } from './tracked.ts'

/**
 * Refuses a folder of runs (absolute) in the repository that lies behind a link which came with a commit: whoever made it would decide where records are
 * written, and which ones are read. A link that nobody committed is of this machine. Errors: `refused`.
 */
export async function demandOwnRuns(root: string, runs: string): Promise<void> {
  const link = isWithin(root, runs) ? linkOnTheWay(root, runs) : undefined
  if (link === undefined) return
  const found = await trackedIn(root, [link])
  if (found.tracked === false) return
  const why =
    found.tracked === 'unknown'
      ? `, and git does not tell whether it is under version control: ${found.said}`
      : ' that is under version control'
  throw new PlanError(
    'refused',
    `Cannot use the folder of runs "${relative(root, runs).replaceAll(sep, '/')}": "${link}" is a link${why}`,
    {
      hint: `Take it out: git rm --cached ${shellWord(link)}; another folder is named by "runs" in backout.yaml`,
    },
  )
}

/** The first link on the way from the root to a folder in it, relative to the root. */
function linkOnTheWay(root: string, folder: string): string | undefined {
  const names = relative(root, folder).split(sep)
  const ways = names.map((_, index) => names.slice(0, index + 1).join('/'))
  return ways.find((way) => lstatSync(join(root, way), { throwIfNoEntry: false })?.isSymbolicLink())
}
