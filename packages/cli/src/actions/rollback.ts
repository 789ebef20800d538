import { newestInTheirChains, rollback as backOut } from '@backout/core/execute'
import { isOpen } from '@backout/core/execute/standing'
import type { RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { conduct, type Conducted } from '../run/conduct.ts'
import { confirm } from '../terminal/confirm.ts'
import { nextOf } from '../next/next.ts'
import { outcomeText } from '../output/outcome-text.ts'
import type { Answer } from '../plan-command.ts'
import { fromHere } from '../system/path-from.ts'
import { chooseRun, hasEnded } from '../run/choose-run.ts'
import { rollbackWindow } from '../run/rollback-window.ts'
import type { OutcomeJson } from '../shapes/run.ts'

/** What `plan rollback` was told. */
export interface RollbackOptions {
  readonly run: string | undefined
  readonly reason: string
  readonly yes: boolean
}

/** Backs a run out. At a terminal, a finished one of a protected environment asks for confirmation. */
export async function rollback({ run: named, reason, yes }: RollbackOptions, call: Call): Promise<Answer<OutcomeJson>> {
  const repository = await openRepository(call)
  const choice = {
    verb: 'rollback',
    candidates: [isOpen, (each: RunHeader) => each.state === 'succeeded'],
    canBeMeant: async (each: RunHeader) => (await rollbackWindow(repository, each.run)) !== 'ended',
    none: 'none is open, and none has succeeded and is not finalized',
    narrowed: (found: readonly RunHeader[], all: readonly RunHeader[]) => newestInTheirChains(found, all, repository.store),
  }
  const header = await chooseRun(repository, named, choice, call)
  const { run, state } = header
  if (state === 'rolled-back' || state === 'failed')
    throw hasEnded(header, `Cannot roll back run "${run}"`, { why: `there is nothing left to revert (${state})` })
  const { bound } = await repository.store.frozen(run)
  if (call.interactive && bound.protected && state === 'succeeded' && !yes) {
    await confirm(`Back out run "${run}" of "${bound.name}" in ${bound.environment}?`, `Cannot roll back run "${run}"`, call)
  }
  const work: Conducted['work'] = (effects) => backOut(run, effects, { reason })
  const outcome = await conduct({ repository, bound, run, wish: 'back', stop: new AbortController(), work }, call)
  return {
    result: outcome,
    text: outcomeText(fromHere(outcome, repository.root, call), call.paint),
    next: nextOf(outcome),
    exitCode: outcome.exitCode,
  }
}
