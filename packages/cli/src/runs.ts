import { closest, PlanError } from '@backout/core/model'
import type { RunHeader, RunStore } from '@backout/core/record'
import { table } from './output/table.ts'
import { planCall } from './plan-call.ts'

/** Which runs a command can work on. */
export interface RunChoice {
  /** `resume`, for messages. */
  readonly verb: string
  /** Which runs are candidates where none is named, by preference: the first set that is not empty counts. */
  readonly candidates: readonly ((run: RunHeader) => boolean)[]
  /** What there is none of: `no run is open`. */
  readonly none: string
}

/**
 * The run that is meant: by its id, by the beginning of its id, or by the name of its plan where that leaves one candidate. Without a
 * name, the only candidate. Errors: `missing` with what was probably meant, `invalid` with a list where several could be.
 */
export async function chooseRun(store: RunStore, named: string | undefined, choice: RunChoice): Promise<RunHeader> {
  const runs = await store.list()
  if (named === undefined) return onlyCandidate(runs, choice, choice.none)
  const exact = runs.find(({ run }) => run === named)
  if (exact) return exact
  const begun = runs.filter(({ run }) => run.startsWith(named))
  if (begun.length === 1) return begun[0]!
  if (begun.length > 1) throw several(begun, choice)
  const ofPlan = runs.filter(({ plan }) => plan === named)
  if (ofPlan.length > 0) return onlyCandidate(ofPlan, choice, `no run of plan "${named}" can be meant`)
  throw notThere(named, runs, choice)
}

/** Whether a run has not ended. */
export function isOpen({ state }: Pick<RunHeader, 'state'>): boolean {
  return state === 'open' || state === 'waiting' || state === 'paused'
}

function onlyCandidate(runs: readonly RunHeader[], choice: RunChoice, none: string): RunHeader {
  for (const isCandidate of choice.candidates) {
    const found = runs.filter(isCandidate)
    if (found.length === 1) return found[0]!
    if (found.length > 1) throw several(found, choice)
  }
  throw new PlanError('missing', `Cannot ${spoken(choice.verb)} a run: ${none}`, { hint: 'See the runs of a plan with: plan status PLAN' })
}

function several(runs: readonly RunHeader[], { verb }: RunChoice): PlanError {
  const shown = runs.slice(-10).toReversed()
  const more = runs.length > shown.length ? [`and ${runs.length - shown.length} older ones`] : []
  return new PlanError('invalid', `Cannot ${spoken(verb)} a run: ${runs.length} runs could be meant, so name one`, {
    hint: [table(shown.map((run) => cells(run, verb))), ...more].join('\n'),
  })
}

/** The error for a run that has ended, and cannot be gone on with or backed out. */
export function hasEnded({ run, plan, environment, state }: RunHeader, tried: string, why = `it has ended (${state})`): PlanError {
  const again = [`Run the plan again: ${planCall('run', plan, { env: environment })}`]
  const hints: { readonly [state in RunHeader['state']]?: readonly string[] } = {
    succeeded: [`Back it out: plan rollback ${run}`],
    failed: again,
    'rolled-back': again,
  }
  return new PlanError('refused', `${tried}: ${why}`, { hint: [...(hints[state] ?? []), `See what it did: plan report ${run}`].join('\n') })
}

/** A row of a list of runs to choose from. */
function cells({ run, plan, environment, state, createdAt }: RunHeader, verb: string): readonly string[] {
  return [`plan ${verb} ${run}`, state, `${plan} in ${environment}`, createdAt]
}

function notThere(named: string, runs: readonly RunHeader[], { verb }: RunChoice): PlanError {
  const near = closest(named, [...runs.map(({ run }) => run), ...new Set(runs.map(({ plan }) => plan))])
  return new PlanError('missing', `Cannot ${spoken(verb)} run "${named}": there is no such run`, {
    hint: near ? `Did you mean: ${near}` : 'See the runs of a plan with: plan status PLAN',
  })
}

/** A command's word in a sentence. */
function spoken(verb: string): string {
  const words: { readonly [verb: string]: string } = { rollback: 'roll back', status: 'show', report: 'report on' }
  return words[verb] ?? verb
}
