import { isDeepStrictEqual } from 'node:util'
import { standingOf } from '@backout/core/execute/standing'
import { type BoundPlan, PlanError } from '@backout/core/model'
import type { RunHeader, RunStore } from '@backout/core/record'
import { planCall } from '../next/plan-call.ts'
import type { CalledPlan } from '../compose/repository/plan-word.ts'

/** What `plan run` does about a plan, by what became of it before. */
export type Decision =
  | { readonly kind: 'run' }
  | {
      readonly kind: 'applied'
      readonly run: RunHeader
      /** Those that it was applied with, where they are others by now. */
      readonly inputs?: BoundPlan['inputs']
    }

/**
 * Law 8, running again: applied and unchanged is done; a failed or rolled back plan runs again (of a folder only with `again`).
 * `runs` are those of the plan at least, oldest first. Errors: `refused` where the content changed, naming the file; `busy` where a run of it is open, naming it.
 */
export async function decide(
  bound: BoundPlan,
  store: Pick<RunStore, 'frozen'> & { alive(run: string): boolean },
  runs: readonly RunHeader[],
  again: boolean,
  called: CalledPlan,
): Promise<Decision> {
  const { name, environment } = bound
  const tried = `Cannot run plan "${name}" in ${environment}`
  const standing = standingOf(runs, name, environment, bound.planDigest)
  switch (standing.kind) {
    case 'pending':
      return { kind: 'run' }
    case 'applied':
      return { kind: 'applied', run: standing.run, ...(await otherInputs(bound, store, standing.run)) }
    case 'open':
      throw standsOpen(tried, standing.run, store.alive(standing.run.run))
    case 'changed':
      throw new PlanError(
        'refused',
        `${tried}: ${await changedFile(bound, store, standing.run)} has changed since run "${standing.run.run}" applied it`,
        {
          hint: 'Take the change back, or write it as a new plan',
        },
      )
    case 'failed':
    case 'rolled-back':
      if (again) return { kind: 'run' }
      throw new PlanError(
        'refused',
        `${tried}: run "${standing.run.run}" of it ${standing.kind === 'failed' ? 'failed' : 'was rolled back'}`,
        {
          hint: `Run it again with --again, or by itself: ${planCall('run', called.word(), { env: environment, input: called.input })}`,
        },
      )
    default:
      return standing satisfies never
  }
}

/** What keeps a plan from being run, where a run stands open: `which` one that is, of the plan itself unless it is said. */
export function standsOpen(tried: string, { run, state, problem }: RunHeader, alive: boolean, which = 'of it'): PlanError {
  if (problem !== undefined)
    return new PlanError('corrupt', `${tried}: the record of run "${run}" ${which} is damaged: ${problem}`, {
      hint: `See what of it is whole: plan audit ${run}`,
    })
  if (alive)
    return new PlanError('busy', `${tried}: run "${run}" ${which} is under way`, {
      hint: `Wait until it ends; see where it is: plan status ${run}`,
    })
  // Going on with one that waits for a person stops there again, as long as that one has done nothing.
  const why = state === 'open' ? '' : `See what it ${state === 'paused' ? 'is' : 'waits'} for, and what can follow: plan status ${run}\n`
  return new PlanError('busy', `${tried}: run "${run}" ${which} is ${state}`, {
    hint: `${why}Go on with it: plan resume ${run}\nOr back it out: plan rollback ${run}`,
  })
}

/** The referenced file whose content differs from the run's, or else the plan file. */
async function changedFile(bound: BoundPlan, store: Pick<RunStore, 'frozen'>, { run }: RunHeader): Promise<string> {
  const before = (await frozenPlan(store, run))?.files
  if (!before) return bound.path
  const names = [...new Set([...Object.keys(before), ...Object.keys(bound.files)])]
  const changed = names.filter((name) => before[name] !== bound.files[name])
  return changed.length > 0 ? changed.map((name) => `"${name}"`).join(', ') : `"${bound.path}"`
}

async function otherInputs(
  { inputs }: BoundPlan,
  store: Pick<RunStore, 'frozen'>,
  { run }: RunHeader,
): Promise<Pick<Decision & { readonly kind: 'applied' }, 'inputs'>> {
  const before = (await frozenPlan(store, run))?.inputs
  const isSame = Object.entries(inputs).every(([name, value]) => isDeepStrictEqual(before?.[name], value))
  return before === undefined || isSame ? {} : { inputs: before }
}

async function frozenPlan(store: Pick<RunStore, 'frozen'>, run: string): Promise<BoundPlan | undefined> {
  try {
    return (await store.frozen(run)).bound
  } catch {
    return undefined
  }
}
