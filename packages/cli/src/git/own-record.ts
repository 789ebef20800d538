import { PlanError, shellWord } from '@backout/core/model'
import { notFound, type ProcessEnd } from '../system/processes.ts'
import { startGit } from './git.ts'

/**
 * Refuses to go on with a run whose record (`folder`, absolute) came with a commit: a resume and a rollback do what a record says, and no sign-off covers what
 * somebody committed there. Where git does not tell, it may have: what is committed there can keep git from reading the repository. Errors: `refused`.
 */
export async function demandOwnRecord(run: string, folder: string): Promise<void> {
  // In a container the repository often belongs to another user: git is to read its index for all that, and to run nothing that it configures.
  const end = await startGit(folder, ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', 'ls-files'])
  if (isOutside(end)) return
  if (end.exitCode !== 0) {
    const why = `git does not tell whether its record is under version control: ${end.stderr.trim()}`
    throw refused(run, why, `See to it that this works: git -c safe.bareRepository=explicit -C ${shellWord(folder)} ls-files`)
  }
  if (end.stdout === '') return
  throw refused(
    run,
    'its record is under version control, where anybody may have written it',
    `If you know where it comes from, take it out: git rm -r --cached --quiet ${shellWord(folder)}`,
  )
}

/** Outside of all repositories, or without git; also where a `.git` leads nowhere, as in a container that has but the work tree: nobody can commit that. */
function isOutside({ exitCode, stderr }: ProcessEnd): boolean {
  return exitCode === notFound || (exitCode !== 0 && /not a git repository/.test(stderr))
}

function refused(run: string, why: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot go on with run "${run}": ${why}`, { hint })
}
