import { ancestorsOf } from '../../../file/path.ts'
import type { Git } from './git.ts'

/** What git ignores: files, and directories (with a slash) with all that is beneath them. */
export async function ignoredBy(git: Git): Promise<readonly string[]> {
  const listed = await git.paths(['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'])
  // A directory that is not ignored itself, while all that is in it is, is listed as well.
  const above = new Set(listed.flatMap((path) => ancestorsOf(path.replace(/\/$/, ''))))
  return listed.filter((path) => !path.endsWith('/') || !above.has(path.slice(0, -1)))
}

/** Whether a path is among what git ignores, or beneath it. */
export function isAmong(ignored: readonly string[]): (path: string) => boolean {
  const all = new Set(ignored)
  return (path) => all.has(path) || all.has(`${path}/`) || ancestorsOf(path).some((above) => all.has(`${above}/`))
}

/** Those of some paths that git's rules ignore, whether it lists them or not. */
export async function ignoredAmong(git: Git, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set()
  const input = paths.map((path) => `${path}\0`).join('')
  // Exit status 1 says that it is none of them.
  const ignored = await git.run(['check-ignore', '-z', '--stdin'], { input }).catch(() => '')
  return new Set(ignored.split('\0'))
}
