import { isOpen } from '@backout/core/execute/standing'
import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { runEventsText, runStatusText } from '../output/run-status-text.ts'
import { nextOf } from '../next/next.ts'
import { planStatusText } from '../output/plan-status-text.ts'
import { planCall } from '../next/plan-call.ts'
import { planWord } from '../compose/repository/plan-word.ts'
import type { Answer } from '../plan-command.ts'
import { fromHere } from '../system/path-from.ts'
import { chooseRun, isBeginningOf } from '../run/choose-run.ts'
import type { PlanStatusJson, RunStatusJson } from '../shapes/status.ts'
import { PlanError, shellWord } from '@backout/core/model'

/** What `plan status` was told. */
export interface StatusOptions {
  /** Plans, or one run. */
  readonly targets: readonly string[]
  readonly env: string | undefined
  readonly events: boolean
}

/** The state of plans in an environment, or of one run. */
export async function status({ targets, env, events }: StatusOptions, call: Call): Promise<Answer<PlanStatusJson | RunStatusJson>> {
  const repository = await openRepository(call)
  const runs = await repository.store.list()
  const [target] = targets
  const isRun = targets.length === 1 && isLikeRun(target!, runs) && !runs.some(({ plan }) => plan === target)
  if (isRun || events) {
    if (targets.length > 1) throw new PlanError('invalid', 'Cannot show events: several are named', { hint: 'plan status RUN --events' })
    const { runStatus } = await import('../status/run-status.ts')
    const any = (): boolean => true
    const choice = {
      verb: 'status',
      rest: events ? ['--events'] : [],
      candidates: events ? [isOpen, any] : [any],
      none: 'there is no run',
    }
    const header = await chooseRun(repository, target, choice, call)
    demandEnvironment(header, env)
    const result = await runStatus(repository, header.run, events)
    const state = runStatusText(fromHere(result, repository.root, call), call.paint)
    const text = events ? `${state}\n\n${runEventsText(result, call.paint)}` : state
    return { result, text, next: nextOf({ ...result, ending: result.state }) }
  }
  const { planStatus } = await import('../status/plan-status.ts')
  const result = await planStatus(repository, targets, env ?? 'local', call)
  return {
    result,
    text: planStatusText(result, call.paint),
    next: nextOfPlans(result, targets, (plan) => planWord(plan, repository, call.cwd)),
  }
}

/** A run is in one environment. Errors: `invalid` where another one is asked for. */
function demandEnvironment({ run, environment }: RunHeader, asked: string | undefined): void {
  if (asked === undefined || asked === environment) return
  throw new PlanError('invalid', `Cannot show run "${run}" in "${asked}": it is a run in "${environment}"`, { hint: `plan status ${run}` })
}

/** Whether it is a run's id, or the beginning of one, also of one that is not there. */
function isLikeRun(target: string, runs: readonly RunHeader[]): boolean {
  return /^\d{8}-\d{6}-/.test(target) || runs.some(({ run }) => isBeginningOf(run, target))
}

function nextOfPlans(
  { plans, environment, openElsewhere = [] }: PlanStatusJson,
  targets: readonly string[],
  wordOf: (plan: { readonly name: string; readonly path: string }) => string,
): string {
  // Also the run of a plan whose file is gone, or invalid by now, may be open. Of a run alone that is invalid nothing can be shown.
  const open = plans.find(({ state, path, run }) => (state !== 'invalid' || path) && (run?.state === 'open' || run?.state === 'paused'))
  if (open?.run) return `plan status ${open.run.run}`
  const waiting = plans.find(({ run }) => run?.state === 'waiting')
  if (waiting?.run) return `plan ${waiting.run.resumeAfter === undefined ? 'status' : 'resume'} ${waiting.run.run}`
  const [other] = openElsewhere
  if (other) return `plan status ${other.run}`
  const invalid = plans.find(({ state }) => state === 'invalid')
  if (invalid?.path !== undefined) return `plan validate ${shellWord(invalid.path)}`
  if (invalid?.run) return `plan audit ${invalid.run.run}`
  const pending = plans.find(({ state }) => state === 'pending')
  // A preview wants all inputs, and what they are for stands in what is shown.
  if (pending?.path !== undefined)
    return planCall(pending.missingInputs ? 'show' : 'preview', wordOf({ ...pending, path: pending.path }), { env: environment })
  const elsewhere = plans.find(({ state }) => state === 'elsewhere')
  if (elsewhere?.environments?.[0] !== undefined)
    return `plan status ${[...targets, '--env', elsewhere.environments[0]].map(shellWord).join(' ')}`
  const last = plans.findLast(({ run }) => run !== undefined)
  return last?.run ? `plan report ${last.run.run}` : 'plan init'
}
