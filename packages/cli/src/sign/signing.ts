import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BoundPlan, PlanError } from '@backout/core/model'
import { printable } from '@backout/core/report/printable'
import { type Decision, makeStatement, type Predicate, type Signer, signerFor, signStatement } from '@backout/core/signoff'
import { machineClock } from '../compose/clock.ts'
import { processRunner, sshTools } from '../compose/effects/sign-off-tools.ts'
import { deadlineOf } from '../command-line/deadline.ts'

/** What somebody decides, in which role, and with what they sign. */
export interface Signing {
  readonly role: string
  readonly decision: Decision
  /** An absolute path. */
  readonly key?: string | undefined
  readonly identity?: string | undefined
  /** A duration. */
  readonly expires?: string | undefined
  readonly comment?: string | undefined
}

/** Which key signs, and as whom. Errors: `invalid`; `missing` where the key is no file. */
export async function signerOf({ key, identity }: Signing, root: string): Promise<Signer> {
  const signer = await signerFor({ key, principal: identity }, root, processRunner(root))
  if (existsSync(resolve(root, signer.key))) return signer
  const named = key === undefined ? ", which git's user.signingKey names" : ''
  throw new PlanError('missing', `Cannot sign with key "${signer.key}"${named}: there is no such file`, {
    hint: 'Give a private key with --key FILE, or a public key whose private half is in the SSH agent',
  })
}

/** Signs what was decided of bound plans, or of one at a gate: the sign-off's file, and its name. Errors: `invalid`, `missing`, `failed`. */
export async function signDecision(
  root: string,
  bounds: readonly BoundPlan[],
  { key, principal }: Signer,
  { role, decision, expires, comment, gate }: Signing & { readonly gate?: Predicate['gate'] },
): Promise<{ readonly name: string; readonly content: string }> {
  const now = machineClock.now()
  const until = deadlineOf(expires, now, '--expires')
  const predicate: Omit<Predicate, 'plan'> = {
    role,
    principal,
    decision,
    signedAt: now.toISOString(),
    expires: until?.toISOString(),
    comment,
    gate,
  }
  using _ = notedWait(key)
  return await signStatement(makeStatement(bounds, predicate), key, sshTools(root))
}

/** Tells what signing waits for, unless it ends soon: what ssh-keygen itself says is kept until its end. */
function notedWait(key: string): Disposable {
  const text = `Waiting for the signature with key "${key}": for a passphrase, a touch of the security key, or the SSH agent at SSH_AUTH_SOCK`
  return setTimeout(() => process.stderr.write(`${printable(text)}\n`), 2000)
}
