import { type Accepted, judge, type Problem } from './judge.ts'
import type { SignOffQuestion, VoidSignOff } from './question.ts'
import { readSignOff, type SignOffFile } from '../folder/sign-off-file.ts'

/** The sign-offs that are genuine, about this plan and given in a role that is asked for; and all others. */
export interface Judged {
  readonly accepted: readonly Accepted[]
  readonly voids: readonly VoidSignOff[]
}

/** Reads and judges all files. Those in roles that nobody asks for are left out unread. */
export async function judgeAll(question: SignOffQuestion, roles: ReadonlySet<string>): Promise<Judged> {
  const accepted: Accepted[] = []
  const voids: VoidSignOff[] = []
  for (const { name, bytes, unread } of question.files) {
    const file = unread ?? readSignOff(name, bytes)
    if (typeof file === 'string') {
      voids.push({ file: name, reason: 'malformed', why: file })
      continue
    }
    if (!roles.has(file.statement.predicate.role)) continue
    const verdict = await judge(file, question)
    if ('reason' in verdict) voids.push(voidOf(file, verdict))
    else accepted.push(verdict)
  }
  return latest(accepted, voids)
}

/** A sign-off that does not count. */
export function voidOf({ name, statement }: SignOffFile, { reason, why }: Problem): VoidSignOff {
  const { role, principal, signedAt } = statement.predicate
  return { file: name, role, principal, signedAt, reason, why }
}

/** One decision for each person, role and gate: the latest; it makes the earlier ones void. */
function latest(accepted: readonly Accepted[], voids: readonly VoidSignOff[]): Judged {
  const current = new Map<string, Accepted>()
  const replaced: VoidSignOff[] = []
  for (const one of accepted.toSorted((a, b) => a.signedAt.getTime() - b.signedAt.getTime() || caution(a) - caution(b))) {
    const { principal, role, gate } = one.file.statement.predicate
    const key = JSON.stringify([principal, role, gate?.run, gate?.requirement])
    const earlier = current.get(key)
    if (earlier && earlier.file.text !== one.file.text) replaced.push(replacedBy(earlier, one))
    current.set(key, one)
  }
  const standing = [...current.values()].filter(({ file }) => file.statement.predicate.decision !== 'revoke')
  return { accepted: standing, voids: [...voids, ...replaced] }
}

/** Of two decisions in the same millisecond the more cautious one counts. */
function caution({ file }: Accepted): number {
  return { approve: 0, revoke: 1, reject: 2 }[file.statement.predicate.decision]
}

function replacedBy({ file }: Accepted, later: Accepted): VoidSignOff {
  const { decision, signedAt } = later.file.statement.predicate
  if (decision === 'revoke') return voidOf(file, { reason: 'revoked', why: `it was revoked at ${signedAt}` })
  return voidOf(file, { reason: 'superseded', why: `a later decision of ${signedAt} replaces it` })
}
