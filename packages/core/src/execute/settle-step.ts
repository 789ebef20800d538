import { type BoundStep, PlanError } from '../model/index.ts'
import type { UnitState } from '../record/index.ts'
import type { Binder } from './binding.ts'
import type { Conduct } from './conduct.ts'
import { codeOf } from './failure.ts'
import type { StepInHand } from './hand.ts'
import { revertUnit } from './revert-unit.ts'
import { settleInFlight } from './settle.ts'
import { handFromJournal } from './step-hand.ts'
import { demandGoingOn } from './units.ts'

/** Settles what a crash left in flight, and takes back what was done in part, so that it can be done again. Errors: `unknown` where a person has to decide. */
export async function settleStep(conduct: Conduct, binder: Binder, step: BoundStep): Promise<void> {
  const units = [...(conduct.recorder.state.steps.get(step.id)?.units.values() ?? [])]
  const inFlight = units.filter(({ phase }) => unsettled.has(phase))
  if (inFlight.length > 0) {
    const hand = await handFromJournal(conduct, binder, step)
    for (const unit of inFlight) {
      if (unit.phase !== 'reverting') await settleInFlight(conduct, hand, unit, 'apply')
      if (unit.phase === 'reverting' || (unit.phase === 'failed' && canRevert(hand, unit))) await revertUnit(conduct, hand, unit)
    }
  }
  const open = units.find(({ phase }) => phase === 'unknown' || phase === 'failed' || phase === 'conflicted')
  if (open) throw new PlanError('unknown', `Cannot go on with step "${step.id}": ${open.reason ?? 'what became of it is unknown'}`)
}

/** Whether a stop had cut the step short in an earlier process, and all that it did is taken back now, so that it can be done again. */
export async function cutShortBefore(conduct: Conduct, binder: Binder, step: BoundStep, cause: unknown): Promise<boolean> {
  if (codeOf(cause) !== 'interrupted' || isStopping(conduct)) return false
  const hand = await handFromJournal(conduct, binder, step)
  const applied = [...hand.state.units.values()].filter(({ phase }) => phase === 'applied').toSorted((a, b) => b.number - a.number)
  if (applied.length === 0 || !applied.every((unit) => unit.transaction === undefined && canRevert(hand, unit))) return false
  for (const unit of applied) if ((await revertUnit(conduct, hand, unit)) !== undefined) return false
  return true
}

function isStopping(conduct: Conduct): boolean {
  try {
    demandGoingOn(conduct)
    return false
  } catch {
    return true
  }
}

const unsettled: ReadonlySet<string> = new Set(['intended', 'unknown', 'failed', 'reverting'])

function canRevert({ type }: StepInHand, { undo }: UnitState): boolean {
  return type.revert !== undefined && undo.length > 0
}
