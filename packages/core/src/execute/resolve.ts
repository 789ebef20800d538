import { type BoundPlan, boundSteps, PlanError, type Resolution, resolveCall, type RunEvent, stepTakenBackBy } from '../model/index.ts'
import { replay, type RunPhase, type UnitState } from '../record/index.ts'
import { claimNames } from './resource/claim-names.ts'
import type { Effects } from './effects.ts'

/** What a person says of a step that could not be settled. */
export interface Verdict {
  readonly step: string
  readonly as: Resolution
  readonly reason: string
}

/** Records a person's decision on every unit of a step that is unknown, in conflict or half done. Errors: `refused` where there is nothing to decide, the run has ended, or the answer makes no sense; `busy`, `missing`. */
export async function resolve(
  run: string,
  verdict: Verdict,
  effects: Pick<Effects, 'store' | 'actor' | 'root'>,
): Promise<readonly number[]> {
  const { bound } = await effects.store.frozen(run)
  const names = claimNames(bound, run, effects.root)
  await using claim = await effects.store.claim({ run, names, holder: effects.actor, purpose: `resolve a step of run "${run}"` })
  const { records } = await effects.store.read(run)
  const { phase, steps } = replay(records)
  const tried = `Cannot resolve step "${verdict.step}" of run "${run}"`
  if (over.has(phase))
    throw new PlanError('refused', `${tried}: the run has ended (${phase})`, { hint: `See what it did: plan report ${run}` })
  const hint = `See what is to be decided: plan status ${run}`
  const step = steps.get(verdict.step)
  if (!step)
    throw new PlanError('missing', `${tried}: ${hasStep(bound, verdict.step) ? 'the run has not come to it' : 'it has no such step'}`, {
      hint,
    })
  demandSense(verdict, run, tried)
  const units = [...step.units.values()].filter((unit) => isOpen(unit, verdict.as))
  if (units.length === 0) throw new PlanError('refused', `${tried}: nothing of it is unknown`, { hint })
  await using journal = await effects.store.append(run, claim)
  const { as, reason } = verdict
  await journal.append(
    units.map(({ number }): RunEvent => ({ kind: 'resolved', step: step.id, unit: number, as, reason, actor: effects.actor })),
    'durable',
  )
  return units.map(({ number }) => number)
}

function hasStep(bound: BoundPlan, step: string): boolean {
  const id = stepTakenBackBy(step) ?? step
  return boundSteps(bound).some((one) => one.id === id)
}

/** A step of a written rollback happened, or did not; what is left, or was undone by hand, is the step that it takes back. Errors: `refused`. */
function demandSense({ step, as }: Verdict, run: string, tried: string): void {
  const takenBack = stepTakenBackBy(step)
  if (takenBack === undefined || as === 'applied' || as === 'absent') return
  throw new PlanError('refused', `${tried} as ${as}: it is a part of a rollback, which happened or did not`, {
    hint: `Say which (--as applied, --as absent), or say it of the step that it takes back: ${resolveCall(run, takenBack, as)}`,
  })
}

/** A run that succeeded may still go back. */
const over: ReadonlySet<RunPhase> = new Set(['failed', 'rolled-back', 'finalized', 'baselined'])

/**
 * `applied` units too can be settled: as reverted or absent, where the database they were in was restored; as left, where they are to stay. So can one that a
 * rollback left behind a point of no return: as left for good, or as reverted by hand. What was reverted may be there again, where a database was restored.
 */
function isOpen({ phase, decided }: UnitState, as: Resolution): boolean {
  if (phase === 'reverted') return !decided && as === 'applied'
  if (phase === 'left') return as !== (decided ? 'left' : 'applied')
  if (phase === 'unknown' || phase === 'failed' || phase === 'conflicted' || phase === 'intended' || phase === 'reverting') return true
  return phase === 'applied' && as !== 'applied'
}
