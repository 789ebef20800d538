import { createRun, execute } from '@backout/core/execute'
import { allowedEnvironments, PlanError, shellWord } from '@backout/core/model'
import { newRunId } from '@backout/core/record'
import type { Call } from '../call.ts'
import { type Binding, type BindRequest, bindPlans } from '../compose/bind.ts'
import { machineClock } from '../compose/clock.ts'
import { selectPlans, validPlans, type ValidPlanFile } from '../compose/load-plans.ts'
import { openRepository, type Repository } from '../compose/repository.ts'
import { acceptedSignOffs } from '../compose/start-sign-offs.ts'
import { conduct } from '../run/conduct.ts'
import { confirmRun } from '../run/confirm-run.ts'
import { deadlineOf } from '../command-line/deadline.ts'
import { findCommit } from '../git/identity.ts'
import { isFolderOfPlans } from '../run/folder-of-plans.ts'
import { nextOf } from '../next/next.ts'
import { runText } from '../output/run-text.ts'
import type { Answer } from '../plan-command.ts'
import { demandProtection } from '../run/protected.ts'
import { planChoices } from '../next/plan-call.ts'
import { calledPlan } from '../next/plan-word.ts'
import { commitAfter, prepareCommit } from '../run/run-commit.ts'
import { fromHere } from '../path-from.ts'
import { runInOrder } from '../run/run-in-order.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import type { RunJson } from '../shapes/run-command.ts'
import { type Decision, decide } from '../run/standing.ts'

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

/** Runs a plan, or the pending plans of a folder, in order, until one does not succeed. */
export async function run(options: RunOptions, call: Call): Promise<Answer<RunJson>> {
  const session = await openSession(options, call)
  const { pending, applied, environment } = session
  if (pending.length > 0)
    await confirmRun(
      pending.map(({ bound }) => bound),
      options.yes,
      call,
    )
  let made: string | undefined
  const { runs, notRun, exitCode } = await runInOrder(pending, {
    async run(binding) {
      const outcome = await runOne(binding, session, { ...options, made }, call)
      made = outcome.commit ?? made
      return outcome
    },
    deadline: session.deadline,
    now: () => machineClock.now(),
  })
  const result: RunJson = { environment, runs, applied, notRun: [...session.notRun, ...notRun] }
  return {
    result,
    text: runText({ ...result, runs: runs.map((each) => fromHere(each, session.repository.root, call)) }, call.paint),
    next: nextOfAll(result),
    exitCode,
  }
}

/** What stands in the way says what to do about it. */
function nextOfAll({ environment, runs, applied, notRun }: RunJson): string | readonly string[] {
  const [hint] = notRun.flatMap((each) => each.hint?.split('\n').filter((line) => line.startsWith('plan ')) ?? [])
  if (hint !== undefined) return hint
  const last = runs.at(-1)
  if (last) return nextOf(last)
  return applied[0] ? `plan report ${applied[0].run}` : `plan status${environment === 'local' ? '' : ` --env ${shellWord(environment)}`}`
}

interface Session {
  readonly repository: Repository
  readonly environment: string
  readonly pending: readonly Binding[]
  readonly applied: RunJson['applied']
  readonly notRun: RunJson['notRun']
  readonly deadline: Date | undefined
}

/** Everything that can be found wrong is found before anything runs. */
async function openSession(options: RunOptions, call: Call): Promise<Session> {
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
  const without = options.commit === undefined ? {} : { notCommitted: 'a commit is made right after a run, and this call made none' }
  return {
    repository,
    environment,
    deadline,
    pending: decisions.flatMap(({ plan, binding, decision }) => (decision.kind === 'run' ? [withInputs(plan, binding, request)] : [])),
    applied: decisions.flatMap(({ binding, decision }) =>
      decision.kind === 'applied'
        ? [{ name: binding.bound.name, run: decision.run.run, ...(decision.inputs && { inputs: decision.inputs }), ...without }]
        : [],
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
  const runs = await repository.store.list()
  const decisions = []
  for (const [index, binding] of bindPlans(plans, { ...request, mayLackInputs: true }).entries()) {
    const called = calledPlan(binding.bound, repository, binding.given, call)
    decisions.push({ plan: plans[index]!, binding, decision: await decide(binding.bound, repository.store, runs, again, called) })
  }
  return decisions
}

/** Errors: `invalid` where an input has no value. */
function withInputs(plan: ValidPlanFile, binding: Binding, request: BindRequest): Binding {
  return binding.lacking.length === 0 ? binding : bindPlans([plan], { ...request, inputs: binding.given })[0]!
}

async function runOne(
  binding: Binding,
  { repository, deadline }: Session,
  { commit: branch, made }: Pick<RunOptions, 'commit'> & { readonly made: string | undefined },
  call: Call,
): Promise<OutcomeJson> {
  const { bound, files } = binding
  const { root } = repository
  const plugins = await repository.plugins('code')
  const signOffs = await acceptedSignOffs(repository, bound, calledPlan(bound, repository, binding.given, call))
  await demandProtection(binding, repository, plugins, call)
  const commitTo = branch === undefined ? undefined : await prepareCommit(root, bound, { branch, made }, plugins)
  const id = newRunId(bound.name, machineClock, Math.random)
  const commit = await findCommit(root)
  const outcome = await conduct(
    {
      repository,
      bound,
      wish: 'forward',
      deadline,
      work: async (effects) => {
        await createRun({ run: id, bound, files, signOffs, ...(commit && { commit }) }, effects)
        return execute(id, effects)
      },
    },
    call,
  )
  return commitTo ? commitAfter(outcome, commitTo, repository) : outcome
}

function ambiguous({ plan, env, input }: RunOptions, paths: readonly string[]): PlanError {
  return new PlanError('invalid', `Cannot run "${plan}": ${paths.length} plans have that name`, {
    hint: planChoices('run', paths, { env, input }),
  })
}
