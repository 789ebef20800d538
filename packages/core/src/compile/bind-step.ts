import {
  type BoundInvariant,
  type BoundStep,
  type Check,
  durationOf,
  type Invariant,
  isList,
  mergedRollback,
  type OnFailure,
  rollbackSteps,
  type Step,
} from '../model/index.ts'
import { type Plugin, stepTypeOf } from '../plugin.ts'

/** What all steps of a plan are bound with. */
export interface Binding {
  readonly plugins: readonly Plugin[]
  readonly onFailure: OnFailure
  readonly locate: (pointer: string) => { readonly line: number; readonly column: number }
}

/** Which entry of a plan a bound step comes of. */
export interface Origin {
  readonly id: string
  readonly needs: readonly string[]
  readonly pointer: string
  readonly each?: BoundStep['each']
}

/** Longest time for a step of one unit, where the plan does not say: 10 minutes. */
const usualTimeout = 600_000
const usualEvery = 30_000

/** One entry of a plan with its defaults filled in, durations in ms, and its rollback as a list of steps. */
export function bindStep(entry: Check & Partial<Step>, { id, needs, pointer, each }: Origin, binding: Binding): BoundStep {
  const timeout = timeoutOf(entry.uses, entry.timeout, binding)
  return {
    id,
    uses: entry.uses,
    with: entry.with ?? {},
    needs,
    pointOfNoReturn: entry.pointOfNoReturn ?? false,
    onFailure: entry.onFailure ?? binding.onFailure,
    at: binding.locate(pointer),
    ...(entry.if !== undefined && { if: entry.if }),
    ...(entry.assert !== undefined && { assert: entry.assert }),
    ...(timeout !== undefined && { timeout }),
    ...(entry.retry && { retry: bindRetry(entry.retry) }),
    ...(entry.rollback !== undefined && {
      rollback: bindRollback(entry, { id, needs, pointer, ...(each !== undefined && { each }) }, binding),
    }),
    ...(entry.undo !== undefined && { undo: entry.undo }),
    ...(entry.signOff !== undefined && { signOff: entry.signOff }),
    ...(each !== undefined && { each }),
  }
}

/** An invariant; `every` and `failureLimit` filled in. */
export function bindInvariant(entry: Invariant, origin: Origin, binding: Binding): BoundInvariant {
  const every = entry.every === undefined ? usualEvery : durationOf(entry.every)
  return { ...bindStep(entry, origin, binding), every, failureLimit: entry.failureLimit ?? 1 }
}

function bindRollback(entry: Check & Partial<Step>, { id, pointer, each }: Origin, binding: Binding): NonNullable<BoundStep['rollback']> {
  const clause = entry.rollback!
  if (!isList(clause) && 'none' in clause && typeof clause.none === 'string') return { none: clause.none }
  return rollbackSteps(entry).map((step, index) => {
    const place = `${pointer}/rollback${isList(clause) ? `/${index}` : ''}`
    const origin = { id: `${id}~rollback[${index}]`, needs: [], pointer: place, ...(each !== undefined && { each }) }
    return { ...bindStep({ ...step, id, ...mergedRollback(entry, step) }, origin, binding), undoes: id }
  })
}

function bindRetry({ every, for: total }: { readonly every: string; readonly for: string }): {
  readonly every: number
  readonly for: number
} {
  return { every: durationOf(every), for: durationOf(total) }
}

function timeoutOf(uses: string, timeout: string | undefined, { plugins }: Binding): number | undefined {
  if (timeout !== undefined) return durationOf(timeout)
  return stepTypeOf(plugins, uses)?.units === 'many' ? undefined : usualTimeout
}
