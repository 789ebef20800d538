import { resolve as settle } from '@backout/core/execute'
import { isOpen } from '@backout/core/execute/standing'
import type { Resolution } from '@backout/core/model'
import { replay } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository, type Repository } from '../compose/repository/repository.ts'
import { nextOf } from '../next/next.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../run/choose-run.ts'
import { rollbackWindow } from '../run/rollback-window.ts'
import type { ResolveJson } from '../shapes/resolve.ts'
import { toSettle } from '../next/to-settle.ts'

/** What `plan resolve` was told. */
export interface ResolveOptions {
  /** Left out where one run stands open. */
  readonly run: string | undefined
  readonly step: string
  readonly as: Resolution
  readonly reason: string
}

/** Puts on record what a person knows of a step's unsettled units. */
export async function resolve({ run: named, step, as, reason }: ResolveOptions, call: Call): Promise<Answer<ResolveJson>> {
  const repository = await openRepository(call)
  const { root, store } = repository
  const rest = [step, '--as', as, '--reason', reason]
  const { run } = await chooseRun(repository, named, { verb: 'resolve', rest, candidates: [isOpen], none: 'none is open' }, call)
  const units = await settle(run, { step, as, reason }, { store, root, actor: await repository.actor() })
  return {
    result: { run, step, as, reason, units },
    text: `On record: ${units.length === 1 ? 'unit' : 'units'} ${units.join(', ')} of step "${step}" ${units.length === 1 ? 'is' : 'are'} ${as} (${reason})`,
    next: await nextAfter(run, as, repository),
  }
}

/** What is still to be settled comes first; whoever says that a step was undone, or stays as it is, wants the way back, as long as there is one. */
async function nextAfter(run: string, as: Resolution, repository: Repository): Promise<readonly string[]> {
  const state = replay((await repository.store.read(run)).records)
  const open = toSettle(state)
  const back = open.length === 0 && (as === 'reverted' || as === 'left') && (await rollbackWindow(repository, run)) !== 'ended'
  return back ? [`plan rollback ${run}`] : nextOf({ run, ending: state.phase, toSettle: open, direction: state.direction })
}
