import { messageOf, PlanError } from '@backout/core/model'
import type { Binding } from '../compose/plans/bind.ts'
import { exitCodes } from '../exit-codes.ts'
import { asPlanError, statusOf } from '../failure.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import type { RunJson } from '../shapes/run-command.ts'

/** What became of several plans. */
export interface Series {
  readonly runs: readonly OutcomeJson[]
  readonly notRun: RunJson['notRun']
  /** The exit status of what stopped them, or of the last. */
  readonly exitCode: number
}

/** How each plan is run, and until when. */
export interface SeriesOptions {
  /** Gives nothing where the plan is applied by now, by somebody else. */
  readonly run: (binding: Binding) => Promise<OutcomeJson | undefined>
  readonly deadline: Date | undefined
  readonly now: () => Date
  /** Aborted by the first signal. */
  readonly stop: AbortSignal
}

/**
 * Runs plans in order, until one does not succeed, or cannot begin: those that ran before it are told of all the same. Errors: those
 * of the first plan, and whatever leaves a run half done.
 */
export async function runInOrder(pending: readonly Binding[], { run, deadline, now, stop }: SeriesOptions): Promise<Series> {
  const runs: OutcomeJson[] = []
  for (const [index, binding] of pending.entries()) {
    const last = runs.at(-1)
    const rest = pending.slice(index)
    if (last?.notCommitted) return { runs, notRun: notRun(rest, `plan "${last.plan}" before it is not committed`), exitCode: last.exitCode }
    if (last && last.ending !== 'succeeded')
      return { runs, notRun: notRun(rest, `plan "${last.plan}" before it is ${last.ending}`), exitCode: last.exitCode }
    if (last && stop.aborted) return { runs, notRun: notRun(rest, 'the call was interrupted'), exitCode: exitCodes.interrupted }
    if (last && deadline && now() >= deadline)
      return { runs, notRun: notRun(rest, 'the deadline was reached'), exitCode: exitCodes.waiting }
    try {
      const outcome = await run(binding)
      if (outcome) runs.push(outcome)
    } catch (thrown) {
      if (!last || !isBeforeBeginning(thrown)) throw thrown
      const { hint } = asPlanError(thrown)
      const first = { name: binding.bound.name, why: messageOf(thrown), hint }
      const others = notRun(rest.slice(1), `plan "${binding.bound.name}" before it did not run`)
      return { runs, notRun: [first, ...others], exitCode: statusOf(thrown) }
    }
  }
  return { runs, notRun: [], exitCode: runs.at(-1)?.exitCode ?? exitCodes.done }
}

function notRun(bindings: readonly Binding[], why: string): RunJson['notRun'] {
  return bindings.map(({ bound }) => ({ name: bound.name, why }))
}

/** What is asked before a run is created: its sign-offs, rules and claims, and what it needs. */
function isBeforeBeginning(thrown: unknown): boolean {
  return thrown instanceof PlanError && ['invalid', 'refused', 'missing', 'waiting', 'busy'].includes(thrown.code)
}
