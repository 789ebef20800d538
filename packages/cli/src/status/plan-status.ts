import { contentDigest, inputsToGive, planDigest, referencedFiles } from '@backout/core/compile'
import { isOpen, standingOf } from '@backout/core/execute/standing'
import { allowedEnvironments, knownEnvironments, PlanError, type Project, shellWord, thereAre } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { ValidPlan } from '@backout/core/validate'
import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { filesBeside } from '../compose/plans/files-beside.ts'
import { type CheckedPlan, checkPlans, headOf, inRunOrder } from '../compose/plans/load-plans.ts'
import { selectPlans } from '../compose/plans/select-plans.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { untilText } from '../progress/step-news.ts'
import type { PlanStatusJson } from '../shapes/status.ts'

type PlanLine = PlanStatusJson['plans'][number]

/** Where plans stand in an environment: those that are named, or all, and then also plans of which only runs are known. */
export async function planStatus(
  repository: Repository,
  selectors: readonly string[],
  environment: string,
  call: Call,
): Promise<PlanStatusJson> {
  const installed = await repository.installed('manifest')
  const plugins = installed.map(({ plugin }) => plugin)
  const all = await repository.store.list()
  const runs = Map.groupBy(
    all.filter((run) => run.environment === environment),
    ({ plan }) => plan,
  )
  const named = selectors.filter((selector) => !runs.has(selector) || selectable(repository, selector, call))
  const paths = selectors.length > 0 && named.length === 0 ? [] : selectPlans(repository, named, call)
  const checked = inRunOrder(await checkPlans(paths, { repository, plugins: installed, environment }))
  demandKnown(environment, checked, repository, runs.size > 0)
  const lines = checked.map((plan) => lineOf(plan, runs, environment, plugins, repository))
  const known = new Set(lines.map(({ name }) => name))
  const wanted = (plan: string): boolean => selectors.length === 0 || selectors.includes(plan)
  const orphans = [...runs].filter(([plan]) => !known.has(plan) && wanted(plan))
  const damaged = selectors.length === 0 ? all.filter(({ plan }) => plan === '') : []
  const plans = [...lines, ...orphans.map(([plan, own]) => orphanLine(plan, own.at(-1)!))]
  const told = selectors.length === 0 ? plans : plans.map((plan) => withHistory(plan, runs.get(plan.name) ?? []))
  const isMeant = ({ plan }: RunHeader): boolean => (selectors.length === 0 ? plan !== '' : plans.some(({ name }) => name === plan))
  const openElsewhere = all.filter((run) => run.environment !== environment && isOpen(run) && isMeant(run))
  return { environment, plans: [...told, ...damaged.map(damagedLine)], ...(openElsewhere.length > 0 && { openElsewhere }) }
}

/** Errors: `invalid` for an environment that nothing declares, and that no run knows. */
function demandKnown(environment: string, plans: readonly CheckedPlan[], { project }: Repository, hasRun: boolean): void {
  const known = [...new Set([...environmentsOf(project), ...plans.flatMap(({ plan }) => (plan ? knownEnvironments(plan, project) : []))])]
  if (hasRun || known.includes(environment)) return
  const there = thereAre(known.map((each) => `"${each}"`))
  throw new PlanError('invalid', `Cannot show the state of plans in "${environment}": there is no such environment; ${there}`, {
    hint: `plan status --env ${shellWord(known[0]!)}`,
  })
}

function environmentsOf(project: Project | undefined): readonly string[] {
  const declared = Object.keys(project?.environments ?? {})
  return declared.length > 0 ? declared : ['local']
}

function selectable(repository: Repository, selector: string, call: Call): boolean {
  try {
    return selectPlans(repository, [selector], call).length > 0
  } catch {
    return false
  }
}

function lineOf(
  { path, plan, document, diagnostics }: CheckedPlan,
  runs: ReadonlyMap<string, readonly RunHeader[]>,
  environment: string,
  plugins: readonly Plugin[],
  { root, store, project }: Repository,
): PlanLine {
  if (!plan) return { path, ...invalidIn(headOf(document).name ?? path, diagnostics, runs) }
  const readFile = filesBeside(root, path)
  const contents = Object.fromEntries(
    referencedFiles(plan, plugins).map((file) => [file, contentDigest(readFile(file) ?? new Uint8Array())]),
  )
  const { name } = plan.metadata
  const standing = standingOf(runs.get(name) ?? [], name, environment, planDigest(plan, contents))
  const base = { name, path }
  if (standing.kind === 'pending') return { ...base, ...pendingIn(plan, environment, project) }
  const { run } = standing
  if (standing.kind === 'open')
    return {
      ...base,
      state: run.state === 'open' || run.state === 'waiting' ? run.state : 'paused',
      run,
      ...detailOf(run, store.alive(run.run)),
    }
  if (standing.kind === 'changed') return { ...base, state: 'changed', run, detail: `its content is not what run ${run.run} applied` }
  return { ...base, state: standing.kind, run, ...detailOf(run) }
}

/** Its runs stand, whatever became of its file since. */
function invalidIn(
  name: string,
  diagnostics: CheckedPlan['diagnostics'],
  runs: ReadonlyMap<string, readonly RunHeader[]>,
): Omit<PlanLine, 'path'> {
  const why = diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'it is not valid'
  const run = runs.get(name)?.at(-1)
  return { name, state: 'invalid', ...(run && { run }), detail: run ? `${why}; ${stateOf(run)}` : why }
}

/** Of an environment that is not declared any more there may still be runs. */
function pendingIn(
  plan: ValidPlan,
  environment: string,
  project: Project | undefined,
): Pick<PlanLine, 'state' | 'missingInputs' | 'environments' | 'detail'> {
  const allowed = allowedEnvironments(plan) ?? knownEnvironments(plan, project)
  if (!allowed.includes(environment)) return { state: 'elsewhere', environments: allowed, detail: `it is for ${allowed.join(', ')}` }
  const missingInputs = inputsToGive(plan, environment)
  return { state: 'pending', ...(missingInputs.length > 0 && { missingInputs }) }
}

/** Whoever asks for a plan sees all its runs. */
function withHistory(plan: PlanLine, own: readonly RunHeader[]): PlanLine {
  return own.length === 0 ? plan : { ...plan, runs: own.toReversed() }
}

function orphanLine(name: string, run: RunHeader): PlanLine {
  return { name, state: 'orphan', run, detail: `no plan file is found for it; ${stateOf(run)}` }
}

function stateOf({ run, state }: RunHeader): string {
  return `run ${run} is ${state}`
}

/** A run of which not even the plan can be read. */
function damagedLine(run: RunHeader): PlanLine {
  return { name: run.run, state: 'invalid', run, detail: run.problem ?? 'its record cannot be read' }
}

function detailOf({ state, resumeAfter, problem, reason }: RunHeader, alive = false): { readonly detail?: string } {
  if (problem || reason) return { detail: problem ?? reason! }
  if (alive) return { detail: 'a process is working on it' }
  if (state === 'open') return { detail: 'no process is working on it' }
  if (state === 'waiting') return { detail: resumeAfter ? untilText(resumeAfter) : 'for a sign-off' }
  return state === 'finalized' || state === 'baselined' ? { detail: state } : {}
}
