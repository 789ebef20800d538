import type { RunHeader } from '@backout/core/record'
import type { Call } from '../call.ts'
import { machineClock } from '../compose/clock.ts'
import { openRepository, type Repository } from '../compose/repository.ts'
import { deadlineOf } from '../deadline.ts'
import { nextOf } from '../next.ts'
import { outcomeText } from '../output/outcome-text.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../runs.ts'
import type { ResumeJson } from '../shapes/resume.ts'

/** What `plan resume` was told. */
export interface ResumeOptions {
  readonly run: string | undefined
  readonly due: boolean
  readonly deadline: string | undefined
}

/** Goes on with one run, or with all whose time has come. */
export async function resume({ run, due, deadline }: ResumeOptions, call: Call): Promise<Answer<ResumeJson>> {
  const repository = await openRepository(call)
  const until = deadlineOf(deadline, machineClock.now())
  const chosen = due ? await dueRuns(repository, run) : [await openRunOf(repository, run)]
  const runs = []
  for (const { run: id } of chosen) {
    const [{ execute }, { conduct }] = await Promise.all([import('@backout/core/execute'), import('../conduct.ts')])
    const { bound } = await repository.store.frozen(id)
    runs.push(
      await conduct({ repository, bound, run: id, wish: 'forward', deadline: until, work: (effects) => execute(id, effects) }, call),
    )
  }
  const last = runs.at(-1)
  return {
    result: { runs },
    text: runs.length === 0 ? 'No run is due' : runs.map((each) => outcomeText(each, call.paint)).join('\n\n'),
    next: last ? nextOf(last) : 'plan status',
    exitCode: Math.max(0, ...runs.map(({ exitCode }) => exitCode)),
  }
}

function openRunOf({ store }: Repository, named: string | undefined): Promise<RunHeader> {
  return chooseRun(store, named, {
    verb: 'resume',
    candidates: [({ state }) => state === 'open' || state === 'waiting' || state === 'paused'],
    none: 'no run is open',
  })
}

/** Waiting runs whose time has come, and those that wait for a signature: it may be there by now. */
async function dueRuns({ store }: Repository, named: string | undefined): Promise<readonly RunHeader[]> {
  const now = machineClock.now().toISOString()
  const runs = await store.list()
  return runs.filter(
    ({ run, state, resumeAfter }) =>
      state === 'waiting' && (named === undefined || run === named) && (resumeAfter === undefined || resumeAfter <= now),
  )
}
