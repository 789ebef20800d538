import { hash } from 'node:crypto'
import type { BoundSignOff } from '../../model/index.ts'
import type { Accepted } from './judge.ts'
import type { PersonOf } from './people.ts'
import type { Pool } from './pool.ts'
import type { CountedSignOff, RequirementState, VoidSignOff } from './question.ts'

/** How a requirement stands, given the people who fill its places. */
export function standing(
  { requirement, approvals, rejections, voids }: Pool,
  people: readonly string[],
  personOf: PersonOf,
): RequirementState {
  const by = people.flatMap((person) => approvals.filter((one) => personOf(one) === person).slice(0, 1)).map(counted)
  const base = { requirement, by, void: voids }
  const [rejection] = rejections
  if (rejection) return { ...base, state: 'rejected', why: `${rejection.principal} rejected it${commentOf(rejection)}` }
  if (by.length >= requirement.count) return { ...base, state: 'met', why: `signed by ${by.map(({ principal }) => principal).join(', ')}` }
  const lacking = `${requirement.count - by.length} more in role "${requirement.role}" needed`
  const unseated = unseatedReasons(approvals, by, personOf)
  const telling = reasons(voids)
  if (unseated.length > 0) return { ...base, state: 'missing', why: `${lacking}: ${[...unseated, ...telling].join('; ')}` }
  if (telling.length === 0) return { ...base, state: 'missing', why: lacking }
  return { ...base, state: 'void', why: by.length > 0 ? `${lacking}: ${telling.join('; ')}` : telling.join('; ') }
}

/** Why who approved fills no place: they fill another one, or this one under another name. */
function unseatedReasons(approvals: readonly Accepted[], by: readonly CountedSignOff[], personOf: PersonOf): readonly string[] {
  const names = [...new Set(approvals.map(({ principal }) => principal))]
  return names.flatMap((principal) => {
    const same = by.find((one) => personOf(one) === personOf({ principal }))
    if (!same) return [`${principal} already fills another place`]
    return same.principal === principal ? [] : [`${principal} is one person with ${same.principal}, as their keys say`]
  })
}

/**
 * Of whoever signed again and again, for each reason the latest: what has changed since the earlier ones says nothing more. Nor does it say anything that
 * a later decision replaced one: that one counts, or has a reason of its own.
 */
function reasons(voids: readonly VoidSignOff[]): readonly string[] {
  const latest = new Map<string, string>()
  const telling = voids.filter(({ reason }) => reason !== 'superseded')
  for (const { principal, file, reason, why } of telling.toSorted((a, b) => timeOf(a) - timeOf(b)))
    latest.set(JSON.stringify([principal ?? file, reason]), `${principal ?? file}: ${why}`)
  return [...latest.values()]
}

/** 0 of what cannot be read. */
function timeOf({ signedAt }: VoidSignOff): number {
  return signedAt === undefined ? 0 : Date.parse(signedAt)
}

/** A requirement whose `if` does not hold. */
export function notNeeded(requirement: BoundSignOff): RequirementState {
  return { requirement, state: 'not-needed', by: [], void: [], why: `its condition does not hold: ${requirement.if}` }
}

/** A requirement that the run has passed already. */
export function passed({ requirement, approvals, voids }: Pool, principals: readonly string[]): RequirementState {
  const by = approvals.filter(({ principal }) => principals.includes(principal)).map(counted)
  return { requirement, state: 'met', by, void: voids, why: `accepted from ${principals.join(', ')}` }
}

function counted({ file, key, principal, signedAt }: Accepted): CountedSignOff {
  return { file: file.name, principal, key, signedAt: signedAt.toISOString(), digest: hash('sha256', file.text) }
}

function commentOf({ file }: Accepted): string {
  const { comment } = file.statement.predicate
  return comment === undefined ? '' : `: ${comment}`
}
