import type { RunEvent } from '../../model/index.ts'
import type { UnitPhase, UnitState } from './state.ts'

/** What happens to a unit that was intended. */
export type UnitEvent = Extract<
  RunEvent,
  {
    readonly kind:
      | 'undo-captured'
      | 'unit-applied'
      | 'unit-absent'
      | 'unit-failed'
      | 'unit-unknown'
      | 'revert-intended'
      | 'unit-reverted'
      | 'unit-conflicted'
      | 'unit-left'
      | 'unit-discarded'
  }
>

/** Takes an event into the state of its unit, in place. */
export function evolveUnit(unit: UnitState, event: UnitEvent): void {
  switch (event.kind) {
    case 'undo-captured':
      unit.undo = event.chunks
      return
    case 'unit-applied':
      unit.phase = 'applied'
      unit.result = event.result
      unit.after = event.after
      return
    case 'unit-absent':
      return moved(unit, 'absent', event.failure?.message)
    case 'unit-failed':
      return moved(unit, 'failed', event.failure.message)
    case 'unit-unknown':
      return moved(unit, 'unknown', event.failure.message)
    case 'revert-intended':
      unit.reverts += 1
      return moved(unit, 'reverting')
    case 'unit-reverted':
      return moved(unit, 'reverted')
    case 'unit-conflicted':
      return moved(unit, 'conflicted', event.conflict)
    case 'unit-left':
      unit.decided = false
      return moved(unit, 'left', event.reason)
    case 'unit-discarded':
      return moved(unit, 'discarded')
    default:
      return event satisfies never
  }
}

/** Puts a unit in a phase, and says why. */
export function moved(unit: UnitState, phase: UnitPhase, reason?: string): void {
  unit.phase = phase
  unit.reason = reason
}
