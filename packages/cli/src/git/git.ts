import { PlanError } from '@backout/core/model'
import { type ProcessStart, runProcess } from '../processes.ts'

/** What `git` prints for `args` in `root`, without the last line feed. Errors: `failed`, with what git said. */
export async function git(root: string, args: readonly string[], start: Omit<ProcessStart, 'cwd'> = {}): Promise<string> {
  const end = await runProcess('git', args, { cwd: root, ...start, env: { ...ownEnvironment, ...start.env } })
  if (end.exitCode === 0) return end.stdout.replace(/\n$/, '')
  throw new PlanError('failed', `Cannot run git ${args[0]}: ${end.stderr.trim() || `exit status ${end.exitCode}`}`)
}

/** The same, or undefined where git says no (or is not there). */
export async function askGit(root: string, args: readonly string[]): Promise<string | undefined> {
  const end = await runProcess('git', args, { cwd: root, env: ownEnvironment })
  return end.exitCode === 0 ? end.stdout.replace(/\n$/, '') : undefined
}

/** A hook that starts us must not lead us to its own index or folder. */
const ownEnvironment = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
  GIT_WORK_TREE: undefined,
} as const
