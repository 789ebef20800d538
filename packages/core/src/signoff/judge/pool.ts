import { hash } from 'node:crypto'
import type { BoundSignOff } from '../../model/index.ts'
import type { Accepted, Problem } from './judge.ts'
import { type Judged, voidOf } from './judge-all.ts'
import type { SignOffQuestion, VoidSignOff } from './question.ts'

/** What there is for one requirement. */
export interface Pool {
  readonly requirement: BoundSignOff
  readonly approvals: readonly Accepted[]
  readonly rejections: readonly Accepted[]
  /** Sign-offs in its role that do not count for it. */
  readonly voids: readonly VoidSignOff[]
}

/** Sorts out the sign-offs in a requirement's role: those for another gate, those that an earlier run has used up, and those that are too old for it, are void. */
export function poolFor(requirement: BoundSignOff, { accepted, voids }: Judged, question: SignOffQuestion): Pool {
  const inRole = accepted.filter(({ file }) => file.statement.predicate.role === requirement.role)
  const problemOf = (one: Accepted): Problem | undefined =>
    gateProblem(one, requirement, question) ?? spentProblem(one, question) ?? ageProblem(one, requirement, question)
  const judged = inRole.map((one) => ({ one, problem: problemOf(one) }))
  const valid = judged.flatMap(({ one, problem }) => (problem ? [] : [one]))
  const decided = (decision: string) => valid.filter(({ file }) => file.statement.predicate.decision === decision)
  const unfit = judged.flatMap(({ one, problem }) => (problem ? [voidOf(one.file, problem)] : []))
  return {
    requirement,
    approvals: decided('approve'),
    rejections: decided('reject'),
    voids: [...voids.filter(({ role }) => role === requirement.role), ...unfit],
  }
}

/** Law: a gate's sign-off is good for that gate of that run alone, given after the run began to wait; and no other opens a gate. */
function gateProblem({ file }: Accepted, requirement: BoundSignOff, { run }: SignOffQuestion): Problem | undefined {
  const { gate } = file.statement.predicate
  if (!requirement.gate) return gate && { reason: 'other-gate', why: `it is for the gate "${gate.requirement}" of run ${gate.run}` }
  if (!gate) return { reason: 'other-gate', why: `it is for the start; "${requirement.id}" is signed when the run waits there` }
  if (gate.requirement !== requirement.id) return { reason: 'other-gate', why: `it is for the gate "${gate.requirement}"` }
  if (run && gate.run !== run.id) return { reason: 'other-gate', why: `it is for run ${gate.run}` }
  if (run?.heads.get(requirement.id)?.includes(gate.journalHead)) return undefined
  return { reason: 'other-gate', why: 'it does not name a state of the journal in which the run waits at this gate' }
}

/** Law: a plan that failed or was rolled back needs new approvals. A rejection stands. */
function spentProblem({ file, signedAt }: Accepted, { spent, now }: SignOffQuestion): Problem | undefined {
  const { decision, gate } = file.statement.predicate
  if (!spent || gate || decision === 'reject') return undefined
  const run = spent.by.get(hash('sha256', file.text))
  if (run !== undefined) return { reason: 'spent', why: `run "${run}" started with it, and it does not count again` }
  const { latest } = spent
  // A run from the future was started by a clock that has been put right since.
  if (!latest || latest.startedAt > now || signedAt > latest.startedAt) return undefined
  return { reason: 'spent', why: `it was signed before run "${latest.run}" started, and another run needs a new one` }
}

/** An approval is good for some time; a rejection stands until its signer decides otherwise, or for as long as they said. */
function ageProblem({ signedAt, file }: Accepted, { expires, gate }: BoundSignOff, { now, run }: SignOffQuestion): Problem | undefined {
  const { decision, expires: until } = file.statement.predicate
  const at = gate ? (run?.now ?? now) : now
  if (until !== undefined && Date.parse(until) <= at.getTime()) return { reason: 'expired', why: `it expired at ${until}` }
  if (decision === 'reject' || expires === undefined || at.getTime() - signedAt.getTime() <= expires) return undefined
  return { reason: 'expired', why: `it was signed at ${signedAt.toISOString()}, longer ago than the requirement allows` }
}
