import { userInfo } from 'node:os'
import { askGit } from './git.ts'

/** Who is asking: `BACKOUT_ACTOR`, else the e-mail address git knows (`GIT_AUTHOR_EMAIL` or `user.email`), else the account on this machine. */
export async function findActor(root: string, env: { readonly [name: string]: string | undefined }): Promise<string> {
  const given = env['BACKOUT_ACTOR']?.trim() || env['GIT_AUTHOR_EMAIL']?.trim()
  if (given) return given
  return (await askGit(root, ['config', 'user.email'])) || accountName(env)
}

/** The commit that is checked out, as its full hash; undefined outside git. */
export async function findCommit(root: string): Promise<string | undefined> {
  return askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
}

/** A container may run under a number that no account has. */
function accountName(env: { readonly [name: string]: string | undefined }): string {
  try {
    return userInfo().username
  } catch {
    return env['USER'] ?? 'unknown'
  }
}
