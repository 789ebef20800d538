import { assign } from '../../model/index.ts'
import { judgeAll } from './judge-all.ts'
import { listedNames } from './listed-names.ts'
import { otherNames, peopleOf, type PersonOf } from './people.ts'
import { type Pool, poolFor } from './pool.ts'
import type { GateQuestion, SignOffQuestion, SignOffState } from './question.ts'
import { notNeeded, passed, standing } from './standing.ts'

/**
 * For each requirement: met, missing, void or rejected, and why. Each sign-off is verified with ssh-keygen, and counts only for this
 * plan, this environment, its signer's role and, at a gate, this run. A person's later decision replaces the earlier one; a `reject`
 * blocks; with `distinct` nobody fills two places, under no two names of one key either. Errors: `missing` without ssh-keygen.
 */
export async function signOffState(question: SignOffQuestion): Promise<SignOffState> {
  const { bound, asked, run } = question
  const wanted = asked.flatMap(({ applies, requirement }) => (applies ? [requirement] : []))
  const roles = new Set(wanted.map(({ role }) => role))
  const judged = await judgeAll(question, roles)
  const signers = [...judged.accepted, ...[...(run?.accepted?.values() ?? [])].flat()]
  const known = [...listedNames(question.rules.allowedSigners), ...(await otherNames(judged.accepted, signers, question))]
  const personOf = peopleOf(signers, known)
  const pools = new Map(wanted.map((requirement) => [requirement.id, poolFor(requirement, judged, question)]))
  const people = seatAll([...pools.values()], personOf, bound.signOffs.distinct, run?.accepted)
  const requirements = asked.map(({ requirement, applies }) => {
    const pool = pools.get(requirement.id)
    if (!applies || !pool) return notNeeded(requirement)
    const accepted = run?.accepted?.get(requirement.id)
    return accepted
      ? passed(
          pool,
          accepted.map(({ principal }) => principal),
        )
      : standing(pool, people.get(requirement.id) ?? [], personOf)
  })
  return {
    ready: requirements.every(({ requirement, state }) => requirement.gate || state === 'met' || state === 'not-needed'),
    requirements,
    others: judged.voids.filter(({ role }) => role === undefined),
  }
}

/** Who fills the places of each requirement. Whom the run has accepted for one, is taken. */
function seatAll(
  pools: readonly Pool[],
  personOf: PersonOf,
  distinct: boolean,
  accepted: GateQuestion['accepted'] = new Map(),
): ReadonlyMap<string, readonly string[]> {
  const taken = new Set(distinct ? [...accepted.values()].flat().map(personOf) : [])
  const seats = pools
    .filter(({ requirement }) => !accepted.has(requirement.id))
    .map(({ requirement: { id, count }, approvals }) => {
      const candidates = [...new Set(approvals.map(personOf))].filter((person) => !taken.has(person))
      return { id, count, candidates }
    })
  return distinct ? assign(seats) : new Map(seats.map(({ id, count, candidates }) => [id, candidates.slice(0, count)]))
}
