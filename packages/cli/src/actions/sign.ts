import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { allowedEnvironments, type BoundPlan, PlanError } from '@backout/core/model'
import { replay, type RunState } from '@backout/core/record'
import { type Decision, makeStatement, type Predicate, signerFor, signOffFolder, signStatement } from '@backout/core/signoff'
import type { Call } from '../call.ts'
import { machineClock } from '../compose/clock.ts'
import { openPlan } from '../compose/open-plan.ts'
import { openRepository, type Repository } from '../compose/repository.ts'
import { askedOf, processRunner, sshTools } from '../compose/sign-offs.ts'
import { deadlineOf } from '../deadline.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../runs.ts'
import type { SignJson } from '../shapes/sign.ts'
import { judged, signAnswer } from '../sign-answer.ts'
import { gateState, startState } from '../sign-off-state.ts'
import { writeWithin } from '../write-file.ts'

/** What `plan sign` was told. */
export interface SignOptions {
  readonly target: string
  readonly role?: string | undefined
  readonly check: boolean
  readonly env?: string | undefined
  readonly input: readonly string[]
  readonly key?: string | undefined
  readonly decision: Decision
  readonly expires?: string | undefined
  readonly comment?: string | undefined
  readonly identity?: string | undefined
}

/** Signs a plan, or at the gate where a run waits; or only says how the sign-offs stand. */
export async function sign(given: SignOptions, call: Call): Promise<Answer<SignJson>> {
  const options = { ...given, ...(given.key !== undefined && { key: keyFile(given.key, call) }) }
  const repository = await openRepository(call)
  const runs = await repository.store.list()
  const isRun = runs.some(({ run }) => run.startsWith(options.target)) && !runs.some(({ plan }) => plan === options.target)
  return isRun ? signRun(repository, options, call) : signPlan(options, call)
}

/** Errors: `missing`. */
function keyFile(key: string, { cwd }: Call): string {
  const path = resolve(cwd, key)
  if (existsSync(path)) return path
  throw new PlanError('missing', `Cannot sign with key "${key}": there is no such file`, {
    hint: 'Give a private key with --key FILE, or a public key whose private half is in the SSH agent',
  })
}

async function signPlan(options: SignOptions, call: Call): Promise<Answer<SignJson>> {
  const { target, role, env, input } = options
  const { repository, checked, bind } = await openPlan({ verb: 'sign', plan: target, env, input, trust: 'manifest' }, call)
  const environments = env === undefined ? (allowedEnvironments(checked.plan) ?? ['local']) : [env]
  const bounds = environments.map((environment) => bind(environment).bound)
  const signed =
    role === undefined ? undefined : await signBounds(repository, await askedFor(bounds, role), { ...options, role }, checked.path)
  const signOffs = await Promise.all(bounds.map((bound) => startState(repository, bound)))
  const plan = checked.plan.metadata.name
  return signAnswer({ plan, signOffs, ...(signed && { signed: judged(signed, signOffs) }) }, { input }, call)
}

async function signRun(repository: Repository, options: SignOptions, call: Call): Promise<Answer<SignJson>> {
  const { store } = repository
  const { run } = await chooseRun(store, options.target, {
    verb: 'sign',
    candidates: [({ state }) => state === 'waiting'],
    none: 'no run waits',
  })
  const [{ bound }, { records, head }] = await Promise.all([store.frozen(run), store.read(run)])
  const signed =
    options.role === undefined
      ? undefined
      : await signGate(repository, bound, gateMark(replay(records), head, options.role), { ...options, role: options.role })
  const signOffs = [await gateState(repository, run)]
  const result: SignJson = { plan: bound.name, run, signOffs, ...(signed && { signed: judged(signed, signOffs) }) }
  return signAnswer(result, { phase: replay(records).phase }, call)
}

type GateMark = NonNullable<Predicate['gate']>
type Signing = SignOptions & { readonly role: string }
type Signed = NonNullable<SignJson['signed']>

async function signBounds({ root }: Repository, bounds: readonly BoundPlan[], options: Signing, path: string): Promise<Signed> {
  const { name, content, principal } = await signWith(root, bounds, options)
  const file = `${signOffFolder(path)}/${name}`
  writeWithin(root, file, content)
  return { role: options.role, decision: options.decision, principal, file, environments: bounds.map(({ environment }) => environment) }
}

async function signGate({ root, store }: Repository, bound: BoundPlan, gate: GateMark, options: Signing): Promise<Signed> {
  const { name, content, principal } = await signWith(root, [bound], options, gate)
  await store.attach(gate.run, name, Buffer.from(content))
  return { role: options.role, decision: options.decision, principal, file: name, environments: [bound.environment] }
}

async function signWith(
  root: string,
  bounds: readonly BoundPlan[],
  { role, key, identity, decision, expires, comment }: Signing,
  gate?: GateMark,
): Promise<{ readonly name: string; readonly content: string; readonly principal: string }> {
  const given = { ...(key !== undefined && { key }), ...(identity !== undefined && { principal: identity }) }
  const signer = await signerFor(given, root, processRunner(root))
  const now = machineClock.now()
  const until = deadlineOf(expires, now, '--expires')
  const predicate: Omit<Predicate, 'plan'> = {
    role,
    principal: signer.principal,
    decision,
    signedAt: now.toISOString(),
    ...(until && { expires: until.toISOString() }),
    ...(comment !== undefined && { comment }),
    ...(gate && { gate }),
  }
  const { name, content } = await signStatement(makeStatement(bounds, predicate), signer.key, sshTools(root))
  return { name, content, principal: signer.principal }
}

/** The bindings for which somebody in this role has to sign. Errors: `refused` where nobody asks for the role before the start. */
async function askedFor(bounds: readonly BoundPlan[], role: string): Promise<readonly BoundPlan[]> {
  const asked = await Promise.all(bounds.map(askedOf))
  const wanted = bounds.filter((_, index) =>
    asked[index]!.some(({ applies, requirement }) => applies && !requirement.gate && requirement.role === role),
  )
  if (wanted.length > 0) return wanted
  const [{ name, environment }, requirements] = [bounds[0]!, asked.flat()]
  const gate = requirements.some(({ requirement }) => requirement.gate && requirement.role === role)
  const roles = [...new Set(requirements.flatMap(({ applies, requirement }) => (applies && !requirement.gate ? [requirement.role] : [])))]
  throw new PlanError(
    'refused',
    `Cannot sign plan "${name}" in role "${role}": it asks for no such sign-off before it starts${bounds.length === 1 ? ` in ${environment}` : ''}`,
    {
      hint: gate
        ? `It is asked for at a gate: sign the run that waits there: plan sign RUN --role ${role}`
        : roles.length > 0
          ? `It asks for: ${roles.join(', ')}`
          : 'It asks for no sign-offs',
    },
  )
}

/** What a sign-off at the gate names. Errors: `refused` where the run waits for nobody in this role. */
function gateMark({ run, phase, waits }: RunState, journalHead: string, role: string): GateMark {
  const gates = phase === 'waiting' ? waits.flatMap((each) => (each.for === 'sign-off' ? [each] : [])) : []
  const own = gates.find((each) => each.role === role)
  if (own) return { run, requirement: own.requirement, journalHead }
  const is =
    gates.length > 0 ? `it waits for a ${gates.map((each) => each.role).join(' and a ')}` : `it is ${phase}, and waits for no sign-off`
  throw new PlanError('refused', `Cannot sign run "${run}" in role "${role}": ${is}`)
}
