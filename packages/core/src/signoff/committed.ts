import { PlanError } from '../model/index.ts'
import type { ProcessRunner } from './ssh-keygen.ts'

/** A file as the last commit has it. */
export interface Committed {
  /** The full id of the commit. */
  readonly commit: string
  /** The file's text; undefined where the commit does not have it. */
  readonly text: string | undefined
}

/**
 * A file as committed at HEAD, by its path from the root, whatever the working tree holds. Sign-offs stand on this: without git
 * there is nothing to trust. Errors: `refused` outside a repository and in one without commits, `missing` without git.
 */
export async function committedFile(root: string, path: string, run: ProcessRunner): Promise<Committed> {
  const head = await run('git', ['-C', root, 'rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}'], '')
  if (head.exitCode === 127) throw new PlanError('missing', 'Cannot use sign-offs: there is no git', { hint: 'Install git' })
  if (head.exitCode !== 0) {
    throw new PlanError('refused', `Cannot check sign-offs: "${root}" is not in a git repository with a commit`, {
      hint: 'Roles and signers count as they are committed: commit backout.yaml and the allowed signers',
    })
  }
  const commit = head.stdout.trim()
  const entry = await run('git', ['-C', root, 'cat-file', '-t', `${commit}:./${path}`], '')
  if (entry.exitCode !== 0 || entry.stdout.trim() !== 'blob') return { commit, text: undefined }
  const shown = await run('git', ['-C', root, 'cat-file', 'blob', `${commit}:./${path}`], '')
  if (shown.exitCode !== 0) throw new PlanError('failed', `Cannot read "${path}" at commit ${commit.slice(0, 12)}: ${shown.stderr.trim()}`)
  return { commit, text: shown.stdout }
}

/** The `allowed_signers` as committed. Errors: `refused` where the commit does not have the file, else as {@link committedFile}. */
export async function committedSigners(root: string, path: string, run: ProcessRunner): Promise<string> {
  const { commit, text } = await committedFile(root, path, run)
  if (text !== undefined) return text
  throw new PlanError('refused', `Cannot check sign-offs: "${path}" is not in commit ${commit.slice(0, 12)}`, {
    hint: `Commit it: git add --force ${path}`,
  })
}
