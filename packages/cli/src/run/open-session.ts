import { readSecrets } from '@backout/core/execute'
import { allowedEnvironments, PlanError } from '@backout/core/model'
import type { Call } from '../terminal/call.ts'
import { deadlineOf } from '../command-line/deadline.ts'
import { type Binding, type BindRequest, bindPlans } from '../compose/plans/bind.ts'
import { machineClock } from '../compose/clock.ts'
import { secretsOf } from '../compose/effects/effects.ts'
import { validPlans, type ValidPlanFile } from '../compose/plans/load-plans.ts'
import { selectPlans } from '../compose/plans/select-plans.ts'
import { openRepository, type Repository } from '../compose/repository/repository.ts'
import { planChoices } from '../next/plan-call.ts'
import { calledPlan } from '../compose/repository/plan-word.ts'
import type { RunJson } from '../shapes/run-command.ts'
import { isFolderOfPlans } from './folder-of-plans.ts'
import { demandOwnStanding } from './own-standing.ts'
import { whyNotCommitted } from './run-commit.ts'
import { type Decision, decide } from './standing.ts'

/** What `plan run` was told. */
export interface RunOptions {
  readonly plan: string
  readonly env?: string | undefined
  readonly input: readonly string[]
  readonly yes: boolean
  readonly again: boolean
  readonly deadline?: string | undefined
  /** The branch; `HEAD` for where HEAD is. */
  readonly commit?: string | undefined
}

/** What is to be run, and what is not. */
export interface Session {
  readonly repository: Repository
  readonly environment: string
  readonly pending: readonly Binding[]
  readonly applied: RunJson['applied']
  readonly notRun: RunJson['notRun']
  readonly deadline: Date | undefined
}

/** Everything that can be found wrong is found before anything runs. */
export async function openSession(options: RunOptions, call: Call): Promise<Session> {
  const deadline = deadlineOf(options.deadline, machineClock.now())
  const repository = await openRepository(call)
  const plugins = await repository.installed('code')
  const paths = selectPlans(repository, [options.plan], call)
  const folder = isFolderOfPlans(options.plan, paths, repository.root, call)
  if (!folder && paths.length > 1) throw ambiguous(options, paths)
  const environment = options.env ?? 'local'
  const plans = await validPlans(`Cannot run "${options.plan}"`, paths, { repository, plugins, environment }, call)
  const meant = plans.filter(({ plan }) => !folder || (allowedEnvironments(plan)?.includes(environment) ?? true))
  const request = { repository, plugins, environment, inputs: options.input, version: call.version }
  const decisions = await decideAll(meant, request, !folder || options.again, call)
  const pending = decisions.flatMap(({ plan, binding, decision }) => (decision.kind === 'run' ? [withInputs(plan, binding, request)] : []))
  if (folder) demandSecrets(pending, `run "${options.plan}" in ${environment}`, call)
  return {
    repository,
    environment,
    deadline,
    pending,
    applied: await Promise.all(
      decisions.flatMap(({ binding, decision }) =>
        decision.kind === 'applied' ? [appliedJson(binding.bound.name, decision, repository, options)] : [],
      ),
    ),
    notRun: plans
      .filter((each) => !meant.includes(each))
      .map(({ plan }) => ({ name: plan.metadata.name, why: `it is not for environment "${environment}"` })),
  }
}

/** What is to be done about each plan. One that is applied needs no inputs any more. */
async function decideAll(
  plans: readonly ValidPlanFile[],
  request: BindRequest,
  again: boolean,
  call: Call,
): Promise<readonly { readonly plan: ValidPlanFile; readonly binding: Binding; readonly decision: Decision }[]> {
  const { repository } = request
  const all = await repository.store.list()
  const runs = Map.groupBy(all, ({ plan }) => plan)
  const decisions = []
  const bindings = bindPlans(plans, { ...request, mayLackInputs: true })
  for (const [index, binding] of bindings.entries()) {
    const called = calledPlan(binding.bound, repository, binding.given, call)
    decisions.push({
      plan: plans[index]!,
      binding,
      decision: await decide(binding.bound, repository.store, runs.get(binding.bound.name) ?? [], again, called),
    })
  }
  await demandOwnStanding(
    bindings.map(({ bound }) => bound),
    all,
    repository,
  )
  return decisions
}

/** A plan asks for its own before it begins; the last plan of a folder must not find one missing once others have run. Errors: `missing`, `invalid`. */
function demandSecrets(pending: readonly Binding[], purpose: string, call: Call): void {
  readSecrets({ secrets: [...new Set(pending.flatMap(({ bound }) => bound.secrets))] }, secretsOf(call), purpose)
}

/**
 * What stood in the way of a plan that was pending, where that is no more than somebody who was quicker: law 8, it is applied. Errors: that one, where it is anything else.
 */
export async function appliedMeanwhile(
  thrown: unknown,
  { bound, given }: Binding,
  { repository }: Pick<Session, 'repository'>,
  options: RunOptions,
  call: Call,
): Promise<RunJson['applied'][number]> {
  if (!(thrown instanceof PlanError) || thrown.code !== 'refused') throw thrown
  const called = calledPlan(bound, repository, given, call)
  const decision = await decide(bound, repository.store, await repository.store.list(), true, called).catch(() => undefined)
  if (decision?.kind !== 'applied') throw thrown
  return appliedJson(bound.name, decision, repository, options)
}

async function appliedJson(
  name: string,
  { run: { run }, inputs }: Decision & { readonly kind: 'applied' },
  { store }: Repository,
  { commit }: RunOptions,
): Promise<RunJson['applied'][number]> {
  const notCommitted = commit === undefined ? undefined : await whyNotCommitted(run, store)
  return { name, run, inputs, notCommitted }
}

/** Errors: `invalid` where an input has no value. */
function withInputs(plan: ValidPlanFile, binding: Binding, request: BindRequest): Binding {
  return binding.lacking.length === 0 ? binding : bindPlans([plan], { ...request, inputs: binding.given })[0]!
}

function ambiguous({ plan, env, input }: RunOptions, paths: readonly string[]): PlanError {
  return new PlanError('invalid', `Cannot run "${plan}": ${paths.length} plans have that name`, {
    hint: planChoices('run', paths, { env, input }),
  })
}
