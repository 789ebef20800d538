import { PlanError } from '@backout/core/model'
import { replay, type RunState } from '@backout/core/record'
import { readSignOff } from '@backout/core/signoff'
import type { Repository } from '../compose/repository/repository.ts'
import type { SignJson, SignOffsJson } from '../shapes/sign.ts'
import { type Signing, signDecision, signerOf } from './signing.ts'

type Gate = Extract<RunState['waits'][number], { readonly for: 'sign-off' }>

/**
 * Signs at the gate where a run waits; where it waits at several in this role, at the first that the signer has not decided on yet. `standing`: how its
 * sign-offs stand. Errors: `refused` where the run waits for nobody in this role, and as signing.
 */
export async function signGate(
  { root, store }: Repository,
  run: string,
  { requirements }: SignOffsJson,
  signing: Signing,
): Promise<NonNullable<SignJson['signed']>> {
  const [{ bound }, { records, head }, attachments] = await Promise.all([store.frozen(run), store.read(run), store.attachments(run)])
  const gates = gatesFor(replay(records), signing.role)
  const signer = await signerOf(signing, root)
  const decided = decidedBy(signer.principal, signing.role, attachments)
  const isOpen = ({ requirement }: Gate): boolean => decided.has(requirement) === (signing.decision === 'revoke')
  const isMet = (gate: Gate): boolean => requirements.some(({ id, state }) => id === gate.requirement && state === 'met')
  // First those that the signer has not decided on (to revoke: has decided on), and of these first those that are not met.
  const preferred = gates.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || Number(isMet(a)) - Number(isMet(b)))
  const { requirement } = preferred[0]!
  const gate = { run, requirement, journalHead: head }
  const { name, content } = await signDecision(root, [bound], signer, { ...signing, gate })
  await store.attach(run, name, Buffer.from(content))
  const { role, decision } = signing
  return { role, decision, principal: signer.principal, file: name, environments: [bound.environment], gate: requirement }
}

/** The gates at which a run waits for a role, at least one. Errors: `refused`. */
function gatesFor({ run, phase, waits }: RunState, role: string): readonly Gate[] {
  const gates = phase === 'waiting' ? waits.flatMap((each) => (each.for === 'sign-off' ? [each] : [])) : []
  const own = gates.filter((each) => each.role === role)
  if (own.length > 0) return own
  const is =
    gates.length > 0 ? `it waits for a ${gates.map((each) => each.role).join(' and a ')}` : `it is ${phase}, and waits for no sign-off`
  throw new PlanError('refused', `Cannot sign run "${run}" in role "${role}": ${is}`, {
    hint: `See where it stands, and what can follow: plan status ${run}`,
  })
}

/** The gates that somebody has decided on, by what is kept with the run. */
function decidedBy(principal: string, role: string, attachments: ReadonlyMap<string, Uint8Array>): ReadonlySet<string> {
  const files = [...attachments].map(([name, bytes]) => readSignOff(name, bytes))
  const own = files.flatMap((file) => (typeof file === 'string' ? [] : [file.statement.predicate]))
  return new Set(own.flatMap((one) => (one.principal === principal && one.role === role && one.gate ? [one.gate.requirement] : [])))
}
