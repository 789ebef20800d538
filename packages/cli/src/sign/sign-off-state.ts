import { type BoundPlan, type BoundSignOff, PlanError } from '@backout/core/model'
import { headsAtGates, replay } from '@backout/core/record'
import type { Asked, SignOffState } from '@backout/core/signoff'
import { type Binding, lackingForSignOff } from '../compose/plans/bind.ts'
import { machineClock } from '../compose/clock.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { askedOf, type SignOffBytes, signOffsOf } from '../compose/effects/sign-offs.ts'
import { spentSignOffs } from '../compose/effects/start-sign-offs.ts'
import type { SignOffsJson } from '../shapes/sign.ts'

type Stores = Pick<Repository, 'root' | 'store'>
type BoundInPart = Pick<Binding, 'bound' | 'lacking'>

/** How the sign-offs stand that a plan needs before it starts, or would stand with one more. Without an input that they cover they cannot be verified. */
export async function startState({ root, store }: Stores, binding: BoundInPart, added?: SignOffBytes): Promise<SignOffsJson> {
  const { bound } = binding
  if (bound.signOffs.require.length === 0) return { environment: bound.environment, ready: true, requirements: [], unread: [] }
  const signed = lackingForSignOff(binding)
  if (signed.length > 0) return unverified(bound, `${notGiven(signed)}, and a sign-off covers ${signed.length === 1 ? 'it' : 'them'}`)
  const state = await signOffsOf(root, bound, { spent: await spentSignOffs(store, bound), added })
  return withLater(bound, signOffsJson(bound, state), new Set())
}

/** The same, where they may not be verifiable: the requirements are shown, and why they could not be verified. */
export async function shownState(repository: Stores, binding: BoundInPart): Promise<SignOffsJson> {
  try {
    return await startState(repository, binding)
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    return unverified(binding.bound, thrown.message)
  }
}

/** Inputs that have no value, as a sentence. */
function notGiven(names: readonly string[]): string {
  return `${names.length === 1 ? 'input' : 'inputs'} ${names.map((name) => `"${name}"`).join(', ')} ${names.length === 1 ? 'is' : 'are'} not given`
}

/** How the sign-offs of a run stand, those at its gates included. */
export async function gateState({ root, store }: Stores, run: string): Promise<SignOffsJson> {
  const [{ bound }, { records, head }, attachments] = await Promise.all([store.frozen(run), store.read(run), store.attachments(run)])
  const told = replay(records)
  const gate = { id: run, now: machineClock.now(), heads: headsAtGates(records, head), accepted: told.signOffs }
  const attached = [...attachments].map(([name, bytes]) => ({ name, bytes }))
  const state = await signOffsOf(root, bound, { run: { gate, startedAt: new Date(told.createdAt), attached } })
  return withLater(bound, signOffsJson(bound, state), new Set(gate.heads.keys()))
}

/** Before a run waits at a gate, nobody can sign there: nothing is missing, and what was signed for the start is not void for it. */
function withLater({ steps }: BoundPlan, state: SignOffsJson, reached: ReadonlySet<string>): SignOffsJson {
  return {
    ...state,
    requirements: state.requirements.map((requirement) => {
      const { id, gate } = requirement
      const open = ['missing', 'void', 'rejected'].includes(requirement.state)
      if (!gate || !open || reached.has(id)) return requirement
      const before = steps.filter(({ signOff }) => signOff === id).map((step) => `"${step.id}"`)
      return { ...requirement, state: 'later', void: [], why: `asked for when a run comes to ${before.join(', ')}` }
    }),
  }
}

function signOffsJson({ environment }: BoundPlan, { ready, requirements, others }: SignOffState): SignOffsJson {
  return {
    environment,
    ready,
    requirements: requirements.map(({ requirement, state, by, void: voids, why }) => ({
      ...asked(requirement),
      state,
      by: by.map(({ principal, file, signedAt }) => ({ principal, file, signedAt })),
      void: voids.map(({ file, principal, reason, why: because }) => ({ file, principal, reason, why: because })),
      why,
    })),
    unread: others.map(({ file, why }) => ({ file, why })),
  }
}

/** What a requirement asks for. */
function asked({ id, role, count, gate, expires }: BoundSignOff): Pick<Requirement, 'id' | 'role' | 'count' | 'gate' | 'expires'> {
  return { id, role, count, gate, expires }
}

type Requirement = SignOffsJson['requirements'][number]

async function unverified(bound: BoundPlan, why: string): Promise<SignOffsJson> {
  const requirements = (await askedOrAll(bound)).map(({ requirement, applies }) => ({
    ...asked(requirement),
    ...(applies
      ? { state: 'unverified' as const, why }
      : { state: 'not-needed' as const, why: `its condition does not hold: ${requirement.if}` }),
    by: [],
    void: [],
  }))
  return {
    environment: bound.environment,
    ready: requirements.every(({ gate, state }) => gate || state === 'not-needed'),
    requirements,
    unread: [],
  }
}

/** All of them, where a condition cannot be evaluated: it asks for an input that is not given. */
async function askedOrAll(bound: BoundPlan): Promise<readonly Asked[]> {
  try {
    return await askedOf(bound)
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    return bound.signOffs.require.map((requirement) => ({ requirement, applies: true }))
  }
}
