import { resolve } from 'node:path'
import { standingOf } from '@backout/core/execute/standing'
import { allowedEnvironments, type BoundPlan, PlanError } from '@backout/core/model'
import { replay, type RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { driftFrom } from '../compose/plans/drift.ts'
import { openPlan } from '../compose/plans/open-plan.ts'
import { openRepository, type Repository } from '../compose/repository/repository.ts'
import { askedOf, type SignOffBytes } from '../compose/effects/sign-offs.ts'
import type { Answer } from '../plan-command.ts'
import { inputsToFillIn } from '../next/plan-call.ts'
import { calledPlan } from '../compose/repository/plan-word.ts'
import { chooseRun, isBeginningOf } from '../run/choose-run.ts'
import type { SignJson, SignOffsJson } from '../shapes/sign.ts'
import { judged, signAnswer } from '../sign/sign-answer.ts'
import { signGate } from '../sign/sign-gate.ts'
import { gateState, startState } from '../sign/sign-off-state.ts'
import { signStart } from '../sign/sign-start.ts'
import type { Signing } from '../sign/signing.ts'

/** What `plan sign` was told. */
export interface SignOptions extends Omit<Signing, 'role'> {
  readonly target: string
  readonly role?: string | undefined
  readonly check: boolean
  readonly env?: string | undefined
  readonly input: readonly string[]
}

/** Signs a plan, or at the gate where a run waits; or only says how the sign-offs stand. */
export async function sign(given: SignOptions, call: Call): Promise<Answer<SignJson>> {
  const options = { ...given, ...(given.key !== undefined && { key: resolve(call.cwd, given.key) }) }
  const repository = await openRepository(call)
  const runs = await repository.store.list()
  const isRun = runs.some(({ run }) => isBeginningOf(run, options.target)) && !runs.some(({ plan }) => plan === options.target)
  return isRun ? signRun(repository, options, call) : signPlan(options, runs, call)
}

async function signPlan(options: SignOptions, runs: readonly RunHeader[], call: Call): Promise<Answer<SignJson>> {
  const { target, role, env, input } = options
  const request = { verb: 'sign', plan: target, env, input, trust: 'manifest', mayLackInputs: role === undefined } as const
  const { repository, checked, bind } = await openPlan(request, call)
  const environments = env === undefined ? (allowedEnvironments(checked.plan) ?? ['local']) : [env]
  const bindings = environments.map(bind)
  const bounds = bindings.map(({ bound }) => bound)
  const stand = (added?: SignOffBytes): Promise<readonly SignOffsJson[]> =>
    Promise.all(bindings.map((binding) => startState(repository, binding, added)))
  // What cannot be verified is not signed either.
  const before = await stand()
  const plan = checked.plan.metadata.name
  const told =
    role === undefined
      ? { signOffs: before }
      : await signStart(
          repository.root,
          { bounds: await askedFor(bounds, role, runs), before, stand, path: checked.path },
          { ...options, role },
        )
  const inputs = [...input, ...inputsToFillIn([...new Set(bindings.flatMap(({ lacking }) => lacking))])]
  const called = calledPlan({ name: plan, path: checked.path }, repository, inputs, call)
  return signAnswer({ plan, ...told }, { called, ofRuns: aboutRuns(bounds, runs) }, call)
}

/** By environment: what one types about the run by which a plan stands open or is applied there, also as it was before a change. */
function aboutRuns(bounds: readonly BoundPlan[], runs: readonly RunHeader[]): ReadonlyMap<string, string> {
  return new Map(
    bounds.flatMap((bound) => {
      const command = aboutRun(bound, runs)
      return command === undefined ? [] : [[bound.environment, command] as const]
    }),
  )
}

function aboutRun({ name, environment, planDigest }: BoundPlan, runs: readonly RunHeader[]): string | undefined {
  const standing = standingOf(runs, name, environment, planDigest)
  if (standing.kind === 'open') return `plan status ${standing.run.run}`
  return standing.kind === 'applied' || standing.kind === 'changed' ? `plan report ${standing.run.run}` : undefined
}

async function signRun(repository: Repository, options: SignOptions, call: Call): Promise<Answer<SignJson>> {
  const { store } = repository
  const { run, plan } = await chooseRun(
    repository,
    options.target,
    {
      verb: 'sign',
      rest: options.role === undefined ? ['--check'] : ['--role', options.role],
      candidates: [({ state }) => state === 'waiting'],
      none: 'no run waits',
    },
    call,
  )
  const { role, env, input } = options
  if (env !== undefined || input.length > 0) {
    throw new PlanError('invalid', `Cannot sign run "${run}" for an environment or with inputs: it has its own`, {
      hint: `Leave out --env and --input; see what it runs with: plan status ${run}`,
    })
  }
  const before = await gateState(repository, run)
  const { phase } = replay((await store.read(run)).records)
  const drift = phase === 'waiting' ? await driftFrom((await store.frozen(run)).bound, repository, call.version) : []
  const signed = role === undefined ? undefined : await signGate(repository, run, before, { ...options, role })
  const signOffs = [signed ? await gateState(repository, run) : before]
  const told = { ...(signed && { signed: judged(signed, signOffs) }), ...(drift.length > 0 && { drift }) }
  return signAnswer({ plan, run, ...told, signOffs }, { phase }, call)
}

/** The bindings for which somebody in this role has to sign. Errors: `refused` where nobody asks for the role before the start. */
async function askedFor(bounds: readonly BoundPlan[], role: string, runs: readonly RunHeader[]): Promise<readonly BoundPlan[]> {
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
        ? `It is asked for at a gate: sign the run that waits there: plan sign ${openRunOf(bounds, runs) ?? 'RUN'} --role ${role}`
        : roles.length > 0
          ? `It asks for: ${roles.join(', ')}`
          : `It asks for no sign-offs${bounds.length === 1 ? ' there; name another environment with --env' : ''}`,
    },
  )
}

function openRunOf(bounds: readonly BoundPlan[], runs: readonly RunHeader[]): string | undefined {
  const standings = bounds.map(({ name, environment, planDigest }) => standingOf(runs, name, environment, planDigest))
  return standings.flatMap((each) => (each.kind === 'open' ? [each.run.run] : []))[0]
}
