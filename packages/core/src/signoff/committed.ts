import { PlanError } from '../model/index.ts'
import type { ProcessRunner } from './ssh/ssh-keygen.ts'

/** A file as the last commit has it. */
export interface Committed {
  /** The full id of the commit. */
  readonly commit: string
  /** The file's text; undefined where the commit does not have it. */
  readonly text: string | undefined
}

/**
 * A file as committed at HEAD, or in another commit, by its path from the root, whatever the working tree holds. Sign-offs stand on this: without git
 * there is nothing to trust. Errors: `refused` outside a repository, in one without commits or that git does not read, and for a link or what is too large; `missing` without git.
 */
export async function committedFile(root: string, path: string, run: ProcessRunner, at = 'HEAD'): Promise<Committed> {
  const commit = await commitOf(at, root, run)
  const listed = await run('git', ['-C', root, 'ls-tree', '-z', '--long', commit, '--', path], '')
  const [, mode, type, id, size] = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t/.exec(listed.stdout) ?? []
  if (listed.exitCode !== 0) throw unreadable(path, commit, listed.stderr)
  if (id === undefined || type !== 'blob') return { commit, text: undefined }
  if (mode === '120000') throw unreadable(path, commit, 'it is a link')
  if (Number(size) > largest) throw unreadable(path, commit, `it is larger than ${largest} bytes`)
  const shown = await run('git', ['-C', root, 'cat-file', 'blob', id], '')
  if (shown.exitCode !== 0) throw unreadable(path, commit, shown.stderr)
  return { commit, text: shown.stdout }
}

/** Bytes; more than the keys of an organisation need. What is packed small in a repository may be very large. */
const largest = 4_194_304

async function commitOf(at: string, root: string, run: ProcessRunner): Promise<string> {
  const { exitCode, stdout, stderr } = await run('git', ['-C', root, 'rev-parse', '--verify', '--end-of-options', `${at}^{commit}`], '')
  if (exitCode === 127) throw new PlanError('missing', 'Cannot use sign-offs: there is no git', { hint: 'Install git' })
  if (exitCode === 0) return stdout.trim()
  if (/not a git repository|needed a single revision/i.test(stderr)) {
    throw new PlanError('refused', `Cannot check sign-offs: "${root}" is not in a git repository with a commit`, {
      hint: 'Roles and signers count as they are committed: commit backout.yaml and the allowed signers',
    })
  }
  const [says, ...more] = saidBy(stderr)
  throw new PlanError('refused', `Cannot check sign-offs: git does not read the repository of "${root}": ${says}`, {
    hint: more.join('\n') || undefined,
  })
}

function unreadable(path: string, commit: string, why: string): PlanError {
  return new PlanError('refused', `Cannot check sign-offs: "${path}" of commit ${commit.slice(0, 12)} cannot be read: ${saidBy(why)[0]}`)
}

/** What git said, line by line. */
function saidBy(stderr: string): readonly string[] {
  const lines = stderr.split('\n').map((line) => line.replace(/^\w+: /, '').trim())
  return lines.filter((line) => line !== '')
}

/** The `allowed_signers` as committed, without a byte order mark, which ssh-keygen takes for a part of the first name. Errors: `refused` where the commit does not have the file, else as {@link committedFile}. */
export async function committedSigners(root: string, path: string, run: ProcessRunner, at?: string): Promise<string> {
  const { commit, text } = await committedFile(root, path, run, at)
  if (text !== undefined) return text.replace(/^\ufeff/, '')
  throw new PlanError('refused', `Cannot check sign-offs: "${path}" is not in commit ${commit.slice(0, 12)}`, {
    hint: `Commit it: git add --force ${path}`,
  })
}
