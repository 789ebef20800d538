import { hostname } from 'node:os'
import { isOpen } from '@backout/core/execute/standing'
import { type JournalRecord, PlanError } from '@backout/core/model'
import { replay, type RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../run/choose-run.ts'
import type { UnlockJson } from '../shapes/unlock.ts'

/** What `plan unlock` was told. */
export interface UnlockOptions {
  readonly run: string | undefined
  readonly reason: string
}

/** Frees the claims of a run that no living process holds, on record. Errors: `busy` while one does, `refused` where it has ended, `corrupt` where its record takes nothing. */
export async function unlock({ run: named, reason }: UnlockOptions, call: Call): Promise<Answer<UnlockJson>> {
  const repository = await openRepository(call)
  const { store } = repository
  const choice = {
    verb: 'unlock',
    rest: ['--reason', reason],
    candidates: [(each: RunHeader) => isOpen(each) && !store.alive(each.run)],
    none: 'none is open without a process that works on it',
  }
  const { run, state } = await chooseRun(repository, named, choice, call)
  if (!isOpen({ state }))
    throw new PlanError('refused', `Cannot unlock run "${run}": it has ended (${state}), and holds nothing`, { hint: `plan report ${run}` })
  const actor = await repository.actor()
  // What cannot be put on record is not done.
  const { records } = await store.read(run)
  await store.unlock(run)
  const holder = `${actor} on ${hostname()}, pid ${process.pid}`
  await using claim = await store.claim({ run, names: [`run:${run}`], holder, purpose: `unlock run "${run}"` })
  await using journal = await store.append(run, claim)
  await journal.append([{ kind: 'unlocked', reason, actor }], 'durable')
  return {
    result: { run, reason, actor },
    text: `On record: run "${run}" holds nothing any more (${reason})${await lastingClaims(records)}`,
    next: [`plan resume ${run}`, `plan rollback ${run}`],
  }
}

/** A process that died leaves its claims inside databases, which end by themselves. */
async function lastingClaims(records: readonly JournalRecord[]): Promise<string> {
  const { phase } = replay(records)
  const claimed = new Set(records.flatMap(({ event }) => (event.kind === 'ledger-intended' ? [event.resource] : [])))
  if (claimed.size === 0 || (phase !== 'running' && phase !== 'rolling-back')) return ''
  const { claimLease } = await import('@backout/core/execute')
  return `\n  but for its claim in ${[...claimed].join(', ')}, which ends ${claimLease / 1000} s after its process has died`
}
