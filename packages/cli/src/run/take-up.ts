import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { exitCodes } from '../exit-codes.ts'
import { asPlanError, failureJson, statusOf } from '../failure.ts'
import { outcomeText } from '../output/outcome-text.ts'
import { fromHere } from '../system/path-from.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import type { TakenUpJson } from '../shapes/taken-up.ts'

/** What became of runs that were taken up, with the exit status of the worst. */
export interface TakenUp extends TakenUpJson {
  readonly exitCode: number
}

/**
 * Works on one run after the other. Of all that are due, one that cannot be taken up does not keep the others waiting; of one that
 * is named, its error is thrown. Whoever interrupts one interrupts them all: `stop` is aborted by the
 * first signal.
 */
export async function takeUp(
  chosen: readonly RunHeader[],
  { due, stop }: { readonly due: boolean; readonly stop: AbortSignal },
  work: (header: RunHeader) => Promise<OutcomeJson>,
): Promise<TakenUp> {
  const runs: OutcomeJson[] = []
  const failed: TakenUpJson['failed'][number][] = []
  const statuses = [0]
  for (const header of chosen) {
    if (stop.aborted) {
      statuses.push(exitCodes.interrupted)
      break
    }
    try {
      runs.push(await work(header))
    } catch (thrown) {
      if (!due || asPlanError(thrown).code === 'interrupted') throw thrown
      const { message, hint } = failureJson(thrown).error
      failed.push({ run: header.run, message, hint })
      statuses.push(statusOf(thrown))
    }
  }
  return { runs, failed, exitCode: Math.max(...statuses, ...runs.map(({ exitCode }) => exitCode)) }
}

/** The same for a terminal; empty where there were none. */
export function takenUpText({ runs, failed }: TakenUpJson, root: string, { cwd, paint }: Call): string {
  const problems = failed.map(({ run, message, hint }) => {
    const todo = hint === undefined ? '' : `\n${hint.replaceAll(/^/gm, '  ')}`
    return `${paint('red', '✖ not taken up')}  ${run}: ${message}${todo}`
  })
  return [...runs.map((each) => outcomeText(fromHere(each, root, { cwd }), paint)), ...problems].join('\n\n')
}
