import { type BoundPlan, valueIn } from '../../model/index.ts'
import { differences } from './differences.ts'
import type { SignOffRules } from '../rules.ts'
import type { SignOffFile } from '../folder/sign-off-file.ts'
import { sshVerify, type SshTools, type Verified } from '../ssh/ssh-keygen.ts'

/** Why a sign-off does not count. */
export type VoidReason =
  | 'malformed'
  | 'signature'
  | 'other-plan'
  | 'other-environment'
  | 'changed'
  | 'not-in-role'
  | 'future'
  | 'expired'
  | 'other-gate'
  | 'superseded'
  | 'revoked'
  | 'spent'

/** What keeps a sign-off from counting. */
export interface Problem {
  readonly reason: VoidReason
  readonly why: string
}

/** A sign-off that is genuine, is about this very plan, and was given by somebody in the role. */
export interface Accepted {
  readonly file: SignOffFile
  readonly principal: string
  /** Fingerprint of the key. */
  readonly key: string
  readonly signedAt: Date
}

/** What is asked of each sign-off. */
export interface Matter {
  readonly bound: BoundPlan
  readonly rules: SignOffRules
  /** When the run starts, or started. */
  readonly now: Date
  /** For gates of a run: now. */
  readonly run?: { readonly now: Date }
  readonly tools: SshTools
}

/** Judges one sign-off by itself: the signature, what it is about, and the role. Whether it is too old by now does not count here: also an old decision replaces those before it. */
export async function judge(file: SignOffFile, matter: Matter): Promise<Accepted | Problem> {
  const { principal, signedAt } = file.statement.predicate
  const verified = await verifiedAs(principal, file, matter)
  if (!verified.valid) return { reason: 'signature', why: verified.why }
  const problem = subjectProblem(file, matter.bound) ?? roleProblem(file, matter.rules) ?? futureProblem(file, matter)
  return problem ?? { file, principal, key: verified.key, signedAt: new Date(signedAt) }
}

/** Whether the allowed signers know the key of a sign-off, when it was signed, as one of somebody. */
export function verifiedAs(
  principal: string,
  { text, signature, statement }: SignOffFile,
  { rules, tools }: Pick<Matter, 'rules' | 'tools'>,
): Promise<Verified> {
  return sshVerify({ text, signature, principal, at: new Date(statement.predicate.signedAt) }, rules.allowedSigners, tools)
}

function subjectProblem({ statement }: SignOffFile, bound: BoundPlan): Problem | undefined {
  const { plan } = statement.predicate
  if (plan !== bound.name) return { reason: 'other-plan', why: `it is for plan "${plan}"` }
  if (statement.subject.some(({ annotations }) => annotations.bindingDigest === bound.bindingDigest)) return undefined
  const same = statement.subject.find(({ annotations }) => annotations.environment === bound.environment)
  if (same) return { reason: 'changed', why: differences(bound, same).join(', ') }
  const environments = statement.subject.map(({ annotations }) => `"${annotations.environment}"`)
  return { reason: 'other-environment', why: `it is for environment ${environments.join(', ')}, not "${bound.environment}"` }
}

function roleProblem({ statement }: SignOffFile, { roles }: SignOffRules): Problem | undefined {
  const { role, principal } = statement.predicate
  const members = valueIn(roles, role) ?? []
  return members.includes(principal) ? undefined : { reason: 'not-in-role', why: `"${principal}" is not in role "${role}"` }
}

/** Clocks of machines differ a little. */
const skew = 300_000

function futureProblem({ statement }: SignOffFile, matter: Matter): Problem | undefined {
  const { signedAt, gate } = statement.predicate
  const now = gate ? (matter.run?.now ?? matter.now) : matter.now
  if (Date.parse(signedAt) <= now.getTime() + skew) return undefined
  return { reason: 'future', why: `it says that it was signed at ${signedAt}, which is later than ${gate ? 'now' : 'the start'}` }
}
