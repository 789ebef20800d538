import type { BoundPlan } from '@backout/core/model'
import { type Decision, makeStatement, type Predicate, type Signer, signerFor, signStatement } from '@backout/core/signoff'
import { machineClock } from '../compose/clock.ts'
import { processRunner, sshTools } from '../compose/effects/sign-offs.ts'
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

/** Which key signs, and as whom. Errors: `invalid`. */
export function signerOf({ key, identity }: Signing, root: string): Promise<Signer> {
  return signerFor({ ...(key !== undefined && { key }), ...(identity !== undefined && { principal: identity }) }, root, processRunner(root))
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
    ...(until && { expires: until.toISOString() }),
    ...(comment !== undefined && { comment }),
    ...(gate && { gate }),
  }
  return signStatement(makeStatement(bounds, predicate), key, sshTools(root))
}
