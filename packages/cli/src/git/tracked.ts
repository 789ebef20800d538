import { notFound, type ProcessEnd } from '../system/processes.ts'
import { startGit } from './git.ts'

/** Whether git tracks something. Where it does not tell, that may be so: what is committed can keep git from reading the repository. */
export type Tracked = { readonly tracked: boolean } | { readonly tracked: 'unknown'; readonly said: string }

/** Whether git tracks a file in `folder`, or one of `paths` (from there, as they are written). Outside of all repositories, or without git, nothing is tracked. */
export async function trackedIn(folder: string, paths: readonly string[] = []): Promise<Tracked> {
  // In a container the repository often belongs to another user: git is to read its index for all that, and to run nothing that it configures.
  const end = await startGit(folder, [
    '-c',
    'safe.directory=*',
    '-c',
    'core.fsmonitor=false',
    '--literal-pathspecs',
    'ls-files',
    '--',
    ...paths,
  ])
  if (isOutside(end)) return { tracked: false }
  return end.exitCode === 0 ? { tracked: end.stdout !== '' } : { tracked: 'unknown', said: end.stderr.trim() }
}

/** Also where a `.git` leads nowhere, as in a container that has but the work tree: nobody can commit that. */
function isOutside({ exitCode, stderr }: ProcessEnd): boolean {
  return exitCode === notFound || (exitCode !== 0 && /not a git repository/.test(stderr))
}
