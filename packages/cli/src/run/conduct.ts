import type { Effects, Outcome } from '@backout/core/execute'
import { type BoundPlan, boundSteps } from '@backout/core/model'
import { replay, type RunState } from '@backout/core/record'
import { checksOf, reportedSteps } from '@backout/core/report'
import { createMasker, readableSecrets } from '@backout/core/secret'
import type { Call } from '../terminal/call.ts'
import { driftFrom } from '../compose/plans/drift.ts'
import { effectsFor } from '../compose/effects/effects.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { demandOwnRecord } from '../git/own-record.ts'
import { watchedRun } from '../system/watched-thread.ts'
import { exitCodeOfOutcome, type Wish } from './outcome.ts'
import { maskingErrors } from '../masked-error.ts'
import { openProgress } from '../progress/open-progress.ts'
import { type StepWord, wordOfPhase } from '../progress/words.ts'
import { pathFrom } from '../system/path-from.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import { listenForStop } from '../system/stop-signals.ts'
import { toSettle } from '../next/to-settle.ts'

/** One piece of work on a run that a person watches and may stop. */
export interface Conducted {
  readonly repository: Repository
  readonly bound: BoundPlan
  /** The run, where it has begun already. */
  readonly run?: string
  readonly wish: Wish
  readonly deadline?: Date | undefined
  /** Of all that the call works on: aborted by the first signal. */
  readonly stop: AbortController
  readonly work: (effects: Effects) => Promise<Outcome>
}

/** Does the work with progress on stderr and signals heeded, and says how it ended. Errors: `refused` for a run whose record came with a commit. */
export async function conduct(conducted: Conducted, call: Call): Promise<OutcomeJson> {
  const { repository, bound, run, deadline, stop, work } = conducted
  const { root, store } = repository
  if (run !== undefined) await demandOwnRecord(`Cannot go on with run "${run}"`, store.folderOf(run).path)
  const [plugins, actor] = await Promise.all([repository.plugins('code'), repository.actor()])
  const drift = run === undefined ? [] : await driftFrom(bound, repository, call.version)
  const progress = await openProgress({ ...progressPlan(bound), known: await knownSteps(repository, run) }, call)
  try {
    using signals = listenForStop(progress.say, stop)
    using thread = watchedRun(bound, plugins)
    const effects = effectsFor({ root, store, actor, plugins, signals, thread, observe: progress.observe, deadline, drift }, call)
    for (const name of weakSecrets(bound, effects))
      progress.say(`Warning: secret "${name}" is so short that it is hidden only where it stands alone`)
    return await maskingErrors(bound.secrets, effects.secrets, async () => {
      const ended = outcomeJson(await work(effects), conducted)
      return drift.length > 0 ? { ...ended, drift } : ended
    })
  } finally {
    await progress.end()
  }
}

function weakSecrets({ secrets }: BoundPlan, effects: Effects): readonly string[] {
  return createMasker(readableSecrets(secrets, effects.secrets)).weak
}

/** An outcome as `--json` prints it, with what the checks gave. */
function outcomeJson(outcome: Outcome, { repository: { root, store }, bound, wish }: Conducted): OutcomeJson {
  const { run, state, ending, failure, waiting, reason, step, left } = outcome
  return {
    run,
    plan: state.plan,
    environment: state.environment,
    ending: state.phase === 'finalized' ? 'finalized' : ending,
    exitCode: exitCodeOfOutcome(outcome, wish),
    failure,
    waiting,
    waits: waiting && state.waits.length > 1 ? state.waits : undefined,
    reason,
    direction: state.direction,
    step,
    toSettle: toSettle(state),
    left,
    checks: checksIn(bound, state),
    record: pathFrom(root, store.folderOf(run).path),
    commit: state.committed?.commit,
  }
}

/** Where the steps of a run stand, before it is gone on with. */
async function knownSteps({ store }: Repository, run: string | undefined): Promise<ReadonlyMap<string, StepWord>> {
  if (run === undefined) return new Map()
  const { steps } = replay((await store.read(run)).records)
  return new Map([...steps.values()].map(({ id, phase }) => [id, wordOfPhase(phase)]))
}

function progressPlan(bound: BoundPlan): { readonly title: string; readonly steps: readonly string[] } {
  return { title: `${bound.name} in ${bound.environment}`, steps: boundSteps(bound).map(({ id }) => id) }
}

/** What was asked, and what it gave; what was asked in a rollback is the report's to tell. */
function checksIn(bound: BoundPlan, state: RunState): OutcomeJson['checks'] {
  return checksOf(reportedSteps(bound, state)).flatMap(({ id, list, uses, holds, assert, operands, why }) =>
    list === 'rollbacks' ? [] : [{ id, list, uses, holds, assert, operands, why }],
  )
}
