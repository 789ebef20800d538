import { PlanError } from '@backout/core/model'
import { notFound, type ProcessEnd, type ProcessStart, runProcess } from '../system/processes.ts'

/** What `git` prints for `args` in `root`, without the last line feed. Errors: `failed`, with what git said. */
export async function git(root: string, args: readonly string[], start: Omit<ProcessStart, 'cwd'> = {}): Promise<string> {
  const end = await startGit(root, args, start)
  if (end.exitCode === 0) return end.stdout.replace(/\n$/, '')
  throw new PlanError('failed', `Cannot run git ${args[0]}: ${end.stderr.trim() || `exit status ${end.exitCode}`}`)
}

/** The same, or undefined where git says no (or is not there). */
export async function askGit(root: string, args: readonly string[]): Promise<string | undefined> {
  const end = await startGit(root, args)
  return end.exitCode === 0 ? end.stdout.replace(/\n$/, '') : undefined
}

/** What somebody tries who needs a work tree, and what they can do without one. */
interface Attempt {
  readonly tried: string
  readonly otherwise: string
}

/** The top of the work tree that `root` is in. Errors: `missing` where there is no `git` to be asked, `refused` where it knows of no work tree there, or says why it does not tell. */
export async function workTree(root: string, { tried, otherwise }: Attempt): Promise<string> {
  const { exitCode, stdout, stderr } = await startGit(root, ['rev-parse', '--show-toplevel'])
  if (exitCode === 0) return stdout.replace(/\n$/, '')
  if (exitCode === notFound) throw new PlanError('missing', `${tried}: there is no git`, { hint: 'Install git, or put it on the PATH' })
  if (/not a git repository|must be run in a work tree/.test(stderr))
    throw new PlanError('refused', `${tried}: this is no git work tree`, { hint: otherwise })
  const [why = '', ...advice] = stderr.split('\n').map((line) => line.trim())
  const hint = advice.filter(Boolean).join('\n') || otherwise
  throw new PlanError('refused', `${tried}: git says: ${why.replace(/^fatal: /, '')}`, { hint })
}

/**
 * Starts `git` in `root`, about the repository that root is in, as it is here: not one that a hook which starts us works on, not one whose parts somebody
 * committed into a folder (its configuration would be theirs, and so would its HEAD), and nothing is fetched for it.
 */
export function startGit(root: string, args: readonly string[], start: Omit<ProcessStart, 'cwd'> = {}): Promise<ProcessEnd> {
  return runProcess('git', ['-c', 'safe.bareRepository=explicit', ...args], {
    cwd: root,
    ...start,
    env: { ...ownEnvironment, ...start.env },
  })
}

/** `git rev-parse --local-env-vars`, without those that configure it. */
const ownEnvironment = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // Versions of git that do not know the line above.
  GIT_ALLOW_PROTOCOL: '',
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_DIR: undefined,
  GIT_GRAFT_FILE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_PREFIX: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_WORK_TREE: undefined,
} as const
