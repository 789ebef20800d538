import { closest, PlanError, shellWord } from '@backout/core/model'
import type { RunHeader, RunStore } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { table } from '../output/table.ts'
import { planCall } from '../next/plan-call.ts'

/** Which runs a command can work on. */
export interface RunChoice {
  /** `resume`, for messages. */
  readonly verb: string
  /** What was typed beside the run, for the commands that are suggested. */
  readonly rest?: readonly string[]
  /** Which runs are candidates where none is named, by preference: the first set that is not empty counts. */
  readonly candidates: readonly ((run: RunHeader) => boolean)[]
  /** Asked only where several are left: whether this one can be meant. */
  readonly canBeMeant?: (run: RunHeader) => Promise<boolean>
  /** What there is none of: `no run is open`. */
  readonly none: string
  /** Of several candidates, those that it can be now. `runs` are all there are. */
  readonly narrowed?: (candidates: readonly RunHeader[], runs: readonly RunHeader[]) => Promise<readonly RunHeader[]>
}

/** Where runs are, and plans that they may be named by. */
type Runs = Pick<Repository, 'root' | 'project'> & { readonly store: Pick<RunStore, 'list'> }

/**
 * The run that is meant: by its id, by the beginning of its id, or by its plan (name or path) where that leaves one candidate. Without a
 * name, the only candidate. Errors: `missing` with what was probably meant, `invalid` with a list where several could be.
 */
export async function chooseRun(
  repository: Runs,
  named: string | undefined,
  choice: RunChoice,
  call: Pick<Call, 'cwd'>,
): Promise<RunHeader> {
  const runs = await repository.store.list()
  if (named === undefined) return onlyCandidate(runs, runs, choice)
  const exact = runs.find(({ run }) => run === named)
  if (exact) return exact
  const begun = runs.filter(({ run }) => isBeginningOf(run, named))
  if (begun.length === 1) return begun[0]!
  if (begun.length > 1) throw several(begun, choice)
  const name = runs.some(({ plan }) => plan === named) ? named : await planMeant(repository, named, call)
  if (name === undefined) throw notThere(named, runs, choice)
  return onlyCandidate(
    runs.filter(({ plan }) => plan === name),
    runs,
    choice,
    name,
  )
}

/** The name of the plan of the repository that is meant, if one is. */
async function planMeant({ root, project }: Runs, named: string, { cwd }: Pick<Call, 'cwd'>): Promise<string | undefined> {
  const { discoverPlans, planNameAt } = await import('@backout/core/load')
  try {
    const [path, ...others] = discoverPlans(root, project, [named], cwd)
    return others.length > 0 ? undefined : planNameAt(root, path!)
  } catch (thrown) {
    if (thrown instanceof PlanError) return undefined
    throw thrown
  }
}

/** Whether a word is the beginning of a run's id: four characters at least, since other tools take `rollback 2` for two steps. */
export function isBeginningOf(run: string, word: string): boolean {
  return word.length >= 4 && run.startsWith(word)
}

/** `runs` are all, or those of the plan that is named. */
async function onlyCandidate(runs: readonly RunHeader[], all: readonly RunHeader[], choice: RunChoice, plan?: string): Promise<RunHeader> {
  for (const isCandidate of choice.candidates) {
    const found = runs.filter(isCandidate)
    if (found.length === 1) return found[0]!
    if (found.length === 0) continue
    const possible = await thoseMeant(found, choice)
    const left = possible.length === 0 ? found : possible
    const meant = (await choice.narrowed?.(left, all)) ?? left
    if (meant.length === 1) return meant[0]!
    throw several(meant, choice)
  }
  const tried = `Cannot ${spoken(choice.verb)} a run${plan === undefined ? '' : ` of plan "${plan}"`}`
  const why = plan !== undefined && runs.length === 0 ? 'it has none' : choice.none
  const hint = plan === undefined ? seePlans : `See where it stands: ${planCall('status', plan, { env: runs.at(-1)?.environment })}`
  throw new PlanError('missing', `${tried}: ${why}`, { hint })
}

async function thoseMeant(found: readonly RunHeader[], { canBeMeant }: RunChoice): Promise<readonly RunHeader[]> {
  if (!canBeMeant) return found
  const answers = await Promise.all(found.map(canBeMeant))
  return found.filter((_, index) => answers[index])
}

function several(runs: readonly RunHeader[], { verb, rest = [] }: RunChoice): PlanError {
  const shown = runs.slice(-10).toReversed()
  const more = runs.length > shown.length ? [`and ${runs.length - shown.length} older ones`] : []
  return new PlanError('invalid', `Cannot ${spoken(verb)} a run: ${runs.length} runs could be meant, so name one`, {
    hint: [table(shown.map((run) => cells(run, [verb, run.run, ...rest]))), ...more].join('\n'),
  })
}

/** The error for a run that has ended, and cannot be gone on with or backed out; `canGoBack`: it can still be backed out. */
export function hasEnded(
  { run, plan, environment, state }: RunHeader,
  tried: string,
  { why = `it has ended (${state})`, canGoBack = false }: { readonly why?: string; readonly canGoBack?: boolean } = {},
): PlanError {
  const again = [`Run the plan again: ${planCall('run', plan, { env: environment })}`]
  const hints: { readonly [state in RunHeader['state']]?: readonly string[] } = {
    succeeded: canGoBack ? [`Back it out: plan rollback ${run}`] : [],
    failed: again,
    'rolled-back': again,
  }
  return new PlanError('refused', `${tried}: ${why}`, { hint: [...(hints[state] ?? []), `See what it did: plan report ${run}`].join('\n') })
}

/** A row of a list of runs to choose from: a command, and what the run is, which a shell passes over. */
function cells({ plan, environment, state, createdAt, problem }: RunHeader, words: readonly string[]): readonly string[] {
  const what = plan === '' ? '' : `${plan} in ${environment}`
  return [['plan', ...words].map(shellWord).join(' '), `# ${problem === undefined ? state : 'damaged'}`, what, createdAt]
}

const seePlans = 'See where all plans stand: plan status'

function notThere(named: string, runs: readonly RunHeader[], { verb, rest = [] }: RunChoice): PlanError {
  const near = closest(named, [...runs.map(({ run }) => run), ...new Set(runs.map(({ plan }) => plan))])
  return new PlanError('missing', `Cannot ${spoken(verb)} run "${named}": there is no such run`, {
    hint: near ? `Did you mean: ${['plan', verb, near, ...rest].map(shellWord).join(' ')}` : seePlans,
  })
}

/** A command's word in a sentence. */
function spoken(verb: string): string {
  const words: { readonly [verb: string]: string } = { rollback: 'roll back', status: 'show', report: 'report on' }
  return words[verb] ?? verb
}
