import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository, type Repository } from '../compose/repository/repository.ts'
import { confirm } from '../terminal/confirm.ts'
import type { Answer } from '../plan-command.ts'
import { demandOneOf } from '../command-line/run-and.ts'
import { chooseRun } from '../run/choose-run.ts'
import type { Conducted } from '../run/conduct.ts'
import { rollbackWindow } from '../run/rollback-window.ts'
import type { TakenUpJson } from '../shapes/taken-up.ts'
import { takenUpText, takeUp } from '../run/take-up.ts'

/** What `plan finalize` was told. */
export interface FinalizeOptions {
  readonly run: string | undefined
  readonly due: boolean
  readonly yes: boolean
}

/** Ends the rollback window of one run, or of all whose window has passed. At a terminal, one whose window is still open asks for confirmation. */
export async function finalize({ run: named, due, yes }: FinalizeOptions, call: Call): Promise<Answer<TakenUpJson>> {
  demandOneOf(named, due, 'finalize')
  const repository = await openRepository(call)
  const chosen = due ? await dueRuns(repository) : [await succeededRun(repository, named, call)]
  const stop = new AbortController()
  const { exitCode, ...result } = await takeUp(chosen, { due, stop: stop.signal }, async (header) => {
    const [{ finalize: endWindow }, { conduct }] = await Promise.all([import('@backout/core/execute'), import('../run/conduct.ts')])
    const { bound } = await repository.store.frozen(header.run)
    if (call.interactive && !due && !yes && (await rollbackWindow(repository, header.run)) === 'open') {
      const tried = `Cannot finalize run "${header.run}" while its rollback window is open`
      await confirm(`Run "${header.run}" may still be backed out. Give that up?`, tried, call)
    }
    const work: Conducted['work'] = (effects) => endWindow(header.run, effects)
    return conduct({ repository, bound, run: header.run, wish: 'forward', stop, work }, call)
  })
  const [first] = result.runs
  return {
    result,
    text: chosen.length === 0 ? 'No rollback window has passed' : takenUpText(result, repository.root, call),
    next: first ? `plan report ${first.run}` : 'plan status',
    exitCode,
  }
}

function succeededRun(repository: Repository, named: string | undefined, call: Call): Promise<RunHeader> {
  const none = 'none has succeeded and is not finalized'
  return chooseRun(repository, named, { verb: 'finalize', candidates: [({ state }) => state === 'succeeded'], none }, call)
}

async function dueRuns(repository: Repository): Promise<readonly RunHeader[]> {
  const succeeded = (await repository.store.list()).filter(({ state }) => state === 'succeeded')
  const windows = await Promise.all(succeeded.map(({ run }) => rollbackWindow(repository, run)))
  // One that cannot be read is taken up, and then says what is so.
  return succeeded.filter((_, index) => windows[index] !== 'open')
}
