import { PlanError, type Resolution, type RunEvent } from '../model/index.ts'
import { replay, type UnitState } from '../record/index.ts'
import { claimNames } from './claim-names.ts'
import type { Effects } from './effects.ts'

/** What a person says of a step that could not be settled. */
export interface Verdict {
  readonly step: string
  readonly as: Resolution
  readonly reason: string
}

/** Records a person's decision on every unit of a step that is unknown, in conflict or half done. Errors: `refused` where there is nothing to decide; `busy`, `missing`. */
export async function resolve(
  run: string,
  verdict: Verdict,
  effects: Pick<Effects, 'store' | 'actor' | 'root'>,
): Promise<readonly number[]> {
  const names = claimNames((await effects.store.frozen(run)).bound, run, effects.root)
  await using claim = await effects.store.claim({ run, names, holder: effects.actor, purpose: `resolve a step of run "${run}"` })
  const { records } = await effects.store.read(run)
  const step = replay(records).steps.get(verdict.step)
  if (!step) throw new PlanError('missing', `Cannot resolve step "${verdict.step}" of run "${run}": the run has not come to it`)
  const units = [...step.units.values()].filter((unit) => isOpen(unit, verdict.as))
  if (units.length === 0) throw new PlanError('refused', `Cannot resolve step "${verdict.step}" of run "${run}": nothing of it is unknown`)
  await using journal = await effects.store.append(run, claim)
  const { as, reason } = verdict
  await journal.append(
    units.map(({ number }): RunEvent => ({ kind: 'resolved', step: step.id, unit: number, as, reason, actor: effects.actor })),
    'durable',
  )
  return units.map(({ number }) => number)
}

/**
 * `applied` units too can be settled: as reverted or absent, where the database they were in was restored; as left, where they are to stay. So can one that a
 * rollback left behind a point of no return: as left for good, or as reverted by hand.
 */
function isOpen({ phase, decided }: UnitState, as: Resolution): boolean {
  if (phase === 'left') return !decided || as !== 'left'
  if (phase === 'unknown' || phase === 'failed' || phase === 'conflicted' || phase === 'intended' || phase === 'reverting') return true
  return phase === 'applied' && as !== 'applied'
}
