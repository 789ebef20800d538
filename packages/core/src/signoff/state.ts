import type { BoundPlan, BoundSignOff } from '../model/index.ts'
import { assign } from './assign.ts'
import { type Accepted, judge, type VoidReason } from './judge.ts'
import type { Asked, SignOffRules } from './rules.ts'
import { readSignOff, type SignOffFile } from './sign-off-file.ts'
import type { SshTools } from './ssh-keygen.ts'

/** Everything that decides whether a plan's sign-offs are met. */
export interface SignOffQuestion {
  readonly bound: BoundPlan
  readonly asked: readonly Asked[]
  /** The sign-off files beside the plan and, for a run, those attached to it. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly rules: SignOffRules
  /** For a run that has started: when it did, else now. `expires` of a requirement counts from signing to then. */
  readonly now: Date
  /** The run whose gates are asked too. Without it they stay `missing`. */
  readonly run?: GateQuestion
  readonly tools: SshTools
}

/** A run that waits at a gate, or has passed some. */
export interface GateQuestion {
  readonly id: string
  readonly now: Date
  /** By requirement: the journal's heads since the run began to wait there. A sign-off must name one of them. */
  readonly heads: ReadonlyMap<string, readonly string[]>
}

/** A sign-off that does not count, and why. */
export interface VoidSignOff {
  readonly file: string
  readonly role?: string
  readonly principal?: string
  readonly reason: VoidReason
  readonly why: string
}

/** A sign-off that counts. */
export interface CountedSignOff {
  readonly file: string
  readonly principal: string
  /** Fingerprint of the key: `SHA256:…`. */
  readonly key: string
  /** ISO 8601 */
  readonly signedAt: string
}

/** How one requirement stands. `void`: there are sign-offs, but too few that count. */
export interface RequirementState {
  readonly requirement: BoundSignOff
  readonly state: 'met' | 'missing' | 'void' | 'rejected' | 'not-needed'
  readonly by: readonly CountedSignOff[]
  readonly void: readonly VoidSignOff[]
  /** One sentence, without a full stop. */
  readonly why: string
}

/** How all requirements stand. */
export interface SignOffState {
  /** Whether everything that is needed before the first step is met. Gates do not count here. */
  readonly ready: boolean
  readonly requirements: readonly RequirementState[]
  /** Files that are for no requirement, or cannot be read. */
  readonly others: readonly VoidSignOff[]
}

/**
 * For each requirement: met, missing, void or rejected, and why. Each sign-off is verified with ssh-keygen, and counts only for this
 * plan, this environment, its signer's role and, at a gate, this run. A person's later decision replaces the earlier one; a `reject`
 * blocks; with `distinct` nobody fills two requirements, under no two names of one key either. Errors: `missing` without ssh-keygen.
 */
export async function signOffState(question: SignOffQuestion): Promise<SignOffState> {
  const { bound, asked, files } = question
  const wanted = asked.filter(({ applies }) => applies).map(({ requirement }) => requirement)
  const { accepted, voids } = await judgeAll(files, wanted, question)
  const current = latest(accepted, voids)
  const pools = wanted.map((requirement) => poolFor(requirement, current, question))
  const seated = seatAll(pools, bound.signOffs.distinct)
  const requirements = asked.map(({ requirement, applies }) => {
    const pool = applies ? pools.find((one) => one.requirement === requirement) : undefined
    return pool ? standing(pool, seated.get(requirement.id) ?? [], voids) : notNeeded(requirement)
  })
  const roles = new Set(wanted.map(({ role }) => role))
  return {
    ready: requirements.every(({ requirement, state }) => requirement.gate || state === 'met' || state === 'not-needed'),
    requirements,
    others: voids.filter(({ role }) => role === undefined || !roles.has(role)),
  }
}

/** More files than any plan has: beyond, somebody means harm. */
const mostFiles = 1000

async function judgeAll(
  files: SignOffQuestion['files'],
  wanted: readonly BoundSignOff[],
  question: SignOffQuestion,
): Promise<{ accepted: Accepted[]; voids: VoidSignOff[] }> {
  const accepted: Accepted[] = []
  const voids: VoidSignOff[] = []
  const roles = new Set(wanted.map(({ role }) => role))
  for (const { name, bytes } of files.slice(0, mostFiles)) {
    const file = readSignOff(name, bytes)
    if (typeof file === 'string') {
      voids.push({ file: name, reason: 'malformed', why: file })
      continue
    }
    if (!roles.has(file.statement.predicate.role)) continue
    const verdict = await judge(file, { ...question, now: question.run?.now ?? question.now })
    if ('reason' in verdict) voids.push(voidOf(file, verdict.reason, verdict.why))
    else accepted.push(verdict)
  }
  for (const { name } of files.slice(mostFiles))
    voids.push({ file: name, reason: 'malformed', why: `there are more than ${mostFiles} files` })
  return { accepted, voids }
}

/** One decision for each person, role and gate: the latest; a later one makes the earlier ones void. */
function latest(accepted: readonly Accepted[], voids: VoidSignOff[]): readonly Accepted[] {
  const current = new Map<string, Accepted>()
  for (const one of [...accepted].sort((a, b) => a.signedAt.getTime() - b.signedAt.getTime() || severity(a) - severity(b))) {
    const { principal, role, gate } = one.file.statement.predicate
    const key = JSON.stringify([principal, role, gate?.run, gate?.requirement])
    const earlier = current.get(key)
    if (earlier && earlier.file.text !== one.file.text) voids.push(supersededBy(earlier, one))
    current.set(key, one)
  }
  return [...current.values()].filter(({ file }) => file.statement.predicate.decision !== 'revoke')
}

/** Of two decisions in the same millisecond the more cautious one counts. */
function severity({ file }: Accepted): number {
  return { approve: 0, revoke: 1, reject: 2 }[file.statement.predicate.decision]
}

function supersededBy({ file }: Accepted, later: Accepted): VoidSignOff {
  const { decision, signedAt } = later.file.statement.predicate
  if (decision === 'revoke') return voidOf(file, 'revoked', `it was revoked at ${signedAt}`)
  return voidOf(file, 'superseded', `a later decision of ${signedAt} replaces it`)
}

/** What there is for one requirement. */
interface Pool {
  readonly requirement: BoundSignOff
  readonly approvals: readonly Accepted[]
  readonly rejections: readonly Accepted[]
  readonly voids: readonly VoidSignOff[]
}

function poolFor(requirement: BoundSignOff, current: readonly Accepted[], question: SignOffQuestion): Pool {
  const voids: VoidSignOff[] = []
  const valid = current.filter((one) => {
    if (one.file.statement.predicate.role !== requirement.role) return false
    const problem = gateProblem(one, requirement, question) ?? ageProblem(one, requirement, question)
    if (problem) voids.push(voidOf(one.file, problem.reason, problem.why))
    return problem === undefined
  })
  const decided = (decision: string) => valid.filter(({ file }) => file.statement.predicate.decision === decision)
  return { requirement, approvals: decided('approve'), rejections: decided('reject'), voids }
}

type Problem = { readonly reason: VoidReason; readonly why: string } | undefined

/** Law: a gate's sign-off is good for that gate of that run alone, given after the run began to wait; and no other opens a gate. */
function gateProblem({ file }: Accepted, requirement: BoundSignOff, { run }: SignOffQuestion): Problem {
  const { gate } = file.statement.predicate
  if (!requirement.gate) return gate && { reason: 'other-gate', why: `it is for the gate "${gate.requirement}" of run ${gate.run}` }
  if (!gate) return { reason: 'other-gate', why: `it is for the start; "${requirement.id}" is signed when the run waits there` }
  if (gate.requirement !== requirement.id) return { reason: 'other-gate', why: `it is for the gate "${gate.requirement}"` }
  if (run && gate.run !== run.id) return { reason: 'other-gate', why: `it is for run ${gate.run}` }
  if (!run || !(run.heads.get(requirement.id) ?? []).includes(gate.journalHead)) {
    return { reason: 'other-gate', why: 'it does not name a state of the journal in which the run waits at this gate' }
  }
  return undefined
}

function ageProblem({ signedAt }: Accepted, { expires, gate }: BoundSignOff, { now, run }: SignOffQuestion): Problem {
  const at = gate ? (run?.now ?? now) : now
  if (expires === undefined || at.getTime() - signedAt.getTime() <= expires) return undefined
  return { reason: 'expired', why: `it was signed at ${signedAt.toISOString()}, longer ago than the requirement allows` }
}

/** People by requirement. One key is one person, whatever names it has. */
function seatAll(pools: readonly Pool[], distinct: boolean): ReadonlyMap<string, readonly string[]> {
  const seats = pools.map(({ requirement, approvals }) => ({
    id: requirement.id,
    count: requirement.count,
    candidates: [...new Set(approvals.map((one) => personOf(one, pools)))],
  }))
  if (distinct) return assign(seats)
  return new Map(seats.map(({ id, count, candidates }) => [id, candidates.slice(0, count)]))
}

/** The least name among all that are connected by a shared key or a shared name. */
function personOf(one: Accepted, pools: readonly Pool[]): string {
  const all = pools.flatMap(({ approvals }) => approvals)
  let names = new Set([nameOf(one)])
  for (;;) {
    const keys = new Set(all.filter((other) => names.has(nameOf(other))).map(({ key }) => key))
    const wider = new Set(all.filter((other) => keys.has(other.key)).map(nameOf))
    if (wider.size === names.size) return [...wider].sort()[0]!
    names = wider
  }
}

function standing(pool: Pool, persons: readonly string[], voids: readonly VoidSignOff[]): RequirementState {
  const { requirement, approvals, rejections } = pool
  const mine = [...voids.filter(({ role }) => role === requirement.role), ...pool.voids]
  const by = persons.map((person) =>
    counted(approvals.find((one) => personOf(one, [pool]) === person || nameOf(one) === person) ?? approvals[0]!),
  )
  const [rejection] = rejections
  const base = { requirement, by, void: mine }
  if (rejection) return { ...base, state: 'rejected', why: `${nameOf(rejection)} rejected it${commentOf(rejection)}` }
  if (by.length >= requirement.count) return { ...base, state: 'met', why: `signed by ${by.map(({ principal }) => principal).join(', ')}` }
  const lacking = requirement.count - by.length
  const waits = `${lacking} more ${lacking === 1 ? 'sign-off' : 'sign-offs'} in role "${requirement.role}" needed`
  if (approvals.length > by.length)
    return {
      ...base,
      state: 'missing',
      why: `${waits}: ${approvals.map(nameOf).join(', ')} already ${approvals.length === 1 ? 'fills' : 'fill'} another requirement`,
    }
  if (mine.length === 0) return { ...base, state: 'missing', why: waits }
  return { ...base, state: 'void', why: mine.map(({ principal, file, why }) => `${principal ?? file}: ${why}`).join('; ') }
}

function notNeeded(requirement: BoundSignOff): RequirementState {
  return { requirement, state: 'not-needed', by: [], void: [], why: `its condition does not hold: ${requirement.if}` }
}

function counted({ file, key }: Accepted): CountedSignOff {
  const { principal, signedAt } = file.statement.predicate
  return { file: file.name, principal, key, signedAt }
}

function nameOf({ file }: Accepted): string {
  return file.statement.predicate.principal
}

function commentOf({ file }: Accepted): string {
  const { comment } = file.statement.predicate
  return comment === undefined ? '' : `: ${comment}`
}

function voidOf({ name, statement }: SignOffFile, reason: VoidReason, why: string): VoidSignOff {
  const { role, principal } = statement.predicate
  return { file: name, role, principal, reason, why }
}
