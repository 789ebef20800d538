import { messageOf, PlanError } from '@backout/core/plugin'
import { commandEnvironment } from '../../process/environment.ts'

/** A git work tree, seen from a directory inside of it. */
export interface Git {
  /** Where that directory is in the repository: `''`, or `services/crm/`. */
  readonly prefix: string
  /** The commit that HEAD is, or undefined before the first one. */
  readonly head: string | undefined
  /** Paths that a command lists with `-z`. */
  paths(args: readonly string[]): Promise<readonly string[]>
  run(args: readonly string[], more?: { readonly input?: string; readonly env?: { readonly [name: string]: string } }): Promise<string>
}

/** The work tree that a directory is in; undefined where it is in none, is ignored by it, or git can't be used. */
export async function gitAt(directory: string): Promise<Git | undefined> {
  const run: Git['run'] = (args, more = {}) => runGit(directory, args, more)
  try {
    // Before the first commit, HEAD is no revision, and is passed over.
    const told = await run(['rev-parse', '--is-inside-work-tree', '--show-prefix', '--revs-only', 'HEAD^{commit}'])
    const [inside, prefix = '', commit = ''] = told.split('\n')
    if (inside !== 'true' || (prefix !== '' && (await isIgnored(run)))) return undefined
    const head = commit === '' ? undefined : commit
    const paths: Git['paths'] = async (args) => (await run(args)).split('\0').filter((path) => path !== '')
    return { prefix, head, paths, run }
  } catch {
    return undefined
  }
}

/** Why git does not tell of a directory, as a clause: it is not in git, or git says something else. */
export async function whyNoGit(directory: string): Promise<string> {
  const said = await runGit(directory, ['rev-parse', '--git-dir'], {}).then(
    () => 'ignored by git',
    (error: unknown) => messageOf((error as { readonly cause?: unknown }).cause).split('\n', 1)[0]!,
  )
  return /not a git repository/.test(said) ? 'not in git' : said.replace(/^fatal: /, '')
}

async function isIgnored(run: Git['run']): Promise<boolean> {
  return run(['check-ignore', '--quiet', '.']).then(
    () => true,
    () => false,
  )
}

/** Says what the repository's own settings may say otherwise, of which none counts whose parts are committed into a folder: to run a hook or a monitor, to take a file of the same size and time for unchanged, to quote paths, to take one name for another. */
const settings = [
  'safe.bareRepository=explicit',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.trustctime=true',
  'core.checkStat=default',
  'core.quotepath=false',
  'core.ignorecase=false',
].flatMap((setting) => ['-c', setting])

/** No lock is taken for refreshing the index. Filters of the repository are run, since without them no file comes back. */
async function runGit(
  directory: string,
  args: readonly string[],
  { input, env = {} }: { readonly input?: string; readonly env?: { readonly [name: string]: string } },
): Promise<string> {
  const { execa } = await import('execa')
  const options = {
    cwd: directory,
    env: { ...commandEnvironment(process.env), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C', ...env },
    extendEnv: false,
    // A terminal sends Ctrl-C to all that is in the process group of whoever sits there, and what is in hand is to be finished.
    detached: process.platform !== 'win32',
    maxBuffer: 1024 * 1024 * 1024,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  }
  try {
    return (await execa('git', [...settings, ...args], options)).stdout
  } catch (cause) {
    // Before it is in a process group of its own, a Ctrl-C still reaches it, when it has done nothing yet.
    if ((cause as { readonly signal?: string }).signal === 'SIGINT')
      return runGit(directory, args, { env, ...(input !== undefined && { input }) })
    throw new PlanError('failed', `Cannot ask git: git ${args[0]} fails`, {
      cause: new Error((cause as { stderr?: string }).stderr || messageOf(cause)),
    })
  }
}
