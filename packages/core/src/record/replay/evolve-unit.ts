import type { RunEvent } from '../../model/index.ts'
import type { UnitPhase, UnitState } from './state.ts'

/** What happens to a unit that was intended; what a person says of it is told of its step. */
export type UnitEvent = Exclude<Extract<RunEvent, { readonly unit: number }>, { readonly kind: 'unit-intended' | 'resolved' }>

/** Takes an event into the state of its unit, in place. */
export function evolveUnit(unit: UnitState, event: UnitEvent, at: string): void {
  switch (event.kind) {
    case 'undo-captured':
      unit.undo = event.chunks
      return
    case 'unit-applied':
      unit.result = event.result
      unit.after = event.after
      return moved(unit, 'applied', at)
    case 'unit-absent':
      return moved(unit, 'absent', at, event.failure?.message)
    case 'unit-failed':
      return moved(unit, 'failed', at, event.failure.message)
    case 'unit-unknown':
      return moved(unit, 'unknown', at, event.failure.message)
    case 'revert-intended':
      unit.reverts += 1
      return moved(unit, 'reverting', at)
    case 'unit-reverted':
      return moved(unit, 'reverted', at)
    case 'unit-conflicted':
      unit.stuck = event.failed === true
      return moved(unit, 'conflicted', at, event.conflict)
    case 'unit-left':
      unit.decided = false
      return moved(unit, 'left', at, event.reason)
    case 'unit-discarded':
      return moved(unit, 'discarded', at)
    default:
      return event satisfies never
  }
}

/** Puts a unit in a phase, and says when and why. */
export function moved(unit: UnitState, phase: UnitPhase, at: string, reason?: string): void {
  unit.phase = phase
  unit.at = at
  unit.reason = reason
}
