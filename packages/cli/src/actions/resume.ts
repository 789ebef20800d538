import { isOpen } from '@backout/core/execute/standing'
import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { machineClock } from '../compose/clock.ts'
import { openRepository, type Repository } from '../compose/repository/repository.ts'
import { deadlineOf } from '../command-line/deadline.ts'
import { nextOf } from '../next/next.ts'
import type { Answer } from '../plan-command.ts'
import { demandOneOf } from '../command-line/run-and.ts'
import { chooseRun, hasEnded } from '../run/choose-run.ts'
import { rollbackWindow } from '../run/rollback-window.ts'
import type { TakenUpJson } from '../shapes/taken-up.ts'
import type { Conducted } from '../run/conduct.ts'
import { takenUpText, takeUp } from '../run/take-up.ts'

/** What `plan resume` was told. */
export interface ResumeOptions {
  readonly run: string | undefined
  readonly due: boolean
  readonly deadline: string | undefined
}

/** Goes on with one run, or with all whose time has come. */
export async function resume({ run, due, deadline }: ResumeOptions, call: Call): Promise<Answer<TakenUpJson>> {
  demandOneOf(run, due, 'resume')
  const repository = await openRepository(call)
  const until = deadlineOf(deadline, machineClock.now())
  const chosen = due ? await dueRuns(repository) : [await openRunOf(repository, run, call)]
  const stop = new AbortController()
  const { exitCode, ...result } = await takeUp(chosen, { due, stop: stop.signal }, async ({ run: id }) => {
    const [{ execute }, { conduct }, { commitAsWished }, { demandStillClean }] = await Promise.all([
      import('@backout/core/execute'),
      import('../run/conduct.ts'),
      import('../run/run-commit.ts'),
      import('../run/protected.ts'),
    ])
    await demandStillClean(id, repository)
    const { bound } = await repository.store.frozen(id)
    const work: Conducted['work'] = (effects) => execute(id, effects)
    return commitAsWished(await conduct({ repository, bound, run: id, wish: 'forward', deadline: until, stop, work }, call), repository)
  })
  if (chosen.length === 0) return { result, ...(await noneDue(repository)) }
  const last = result.runs.at(-1)
  return { result, text: takenUpText(result, repository.root, call), next: last ? nextOf(last) : 'plan status', exitCode }
}

async function openRunOf(repository: Repository, named: string | undefined, call: Call): Promise<RunHeader> {
  const header = await chooseRun(repository, named, { verb: 'resume', candidates: [isOpen], none: 'none is open' }, call)
  if (isOpen(header)) return header
  const canGoBack = (await rollbackWindow(repository, header.run)) === 'open'
  throw hasEnded(header, `Cannot resume run "${header.run}"`, { canGoBack })
}

/** Waiting runs whose time has come, and those that wait for a signature: it may be there by now. */
async function dueRuns({ store }: Repository): Promise<readonly RunHeader[]> {
  const now = machineClock.now().toISOString()
  const runs = await store.list()
  return runs.filter(({ state, resumeAfter }) => state === 'waiting' && (resumeAfter === undefined || resumeAfter <= now))
}

/** Also of runs that no scheduler goes on with. */
async function noneDue({ store }: Repository): Promise<Pick<Answer<TakenUpJson>, 'text' | 'next'>> {
  const runs = await store.list()
  const waiting = runs.filter(({ state, resumeAfter }) => state === 'waiting' && resumeAfter !== undefined)
  const [first] = waiting.toSorted((a, b) => (a.resumeAfter! < b.resumeAfter! ? -1 : 1))
  const left = runs.filter((run) => isOpen(run) && run.state !== 'waiting' && !store.alive(run.run))
  const lines = [
    first ? `No run is due; the next one is ${first.run}, at ${first.resumeAfter}` : 'No run is due',
    ...left.map(({ run, state }) => `! Run ${run} is ${state}, and no process is working on it`),
  ]
  return { text: lines.join('\n'), next: `plan status${left[0] ? ` ${left[0].run}` : ''}` }
}
