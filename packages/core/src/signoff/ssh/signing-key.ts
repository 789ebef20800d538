import { PlanError } from '../../model/index.ts'
import type { ProcessRunner } from './ssh-keygen.ts'

/** Which key signs, and as whom. A key is a file's path. */
export interface Signer {
  readonly key: string
  readonly principal: string
}

/**
 * The key and the principal to sign with: as given, else as git signs: `user.signingKey` (a file) and `user.email`.
 * Errors: `invalid` where there is none, or git's key is not a file; `missing` without git.
 */
export async function signerFor(
  given: { readonly key?: string; readonly principal?: string },
  root: string,
  run: ProcessRunner,
): Promise<Signer> {
  const key = given.key ?? (await gitSetting(root, ['--type=path', '--get', 'user.signingKey'], run))
  if (key === undefined) {
    throw new PlanError('invalid', 'Cannot sign: there is no key', {
      hint: 'Give one with --key FILE, or set it: git config user.signingKey ~/.ssh/id_ed25519',
    })
  }
  if (/^(key::|ssh-|ecdsa-|sk-)/.test(key)) {
    throw new PlanError('invalid', "Cannot sign: git's user.signingKey holds a key, not the path of one", {
      hint: 'Give the key with --key FILE',
    })
  }
  const principal = given.principal ?? (await gitSetting(root, ['--get', 'user.email'], run))
  if (principal === undefined)
    throw new PlanError('invalid', 'Cannot sign: it is not known as whom', { hint: 'Give --identity NAME, or set git config user.email' })
  return { key, principal }
}

async function gitSetting(root: string, args: readonly string[], run: ProcessRunner): Promise<string | undefined> {
  const { exitCode, stdout } = await run('git', ['-C', root, 'config', ...args], '')
  if (exitCode === 127) throw new PlanError('missing', 'Cannot ask with which key git signs: there is no git', { hint: 'Install git' })
  const text = stdout.trim()
  return exitCode === 0 && text !== '' ? text : undefined
}
