import {
  type BoundInvariant,
  type BoundStep,
  type Check,
  defined,
  durationOf,
  type Invariant,
  isList,
  mergedRollback,
  type OnFailure,
  rollbackSteps,
  type Step,
  usualTimeout,
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

const usualEvery = 30_000

/** One entry of a plan with its defaults filled in, durations in ms, and its rollback as a list of steps. */
export function bindStep(entry: Check & Partial<Step>, origin: Origin, binding: Binding): BoundStep {
  const { id, needs, pointer, each } = origin
  return defined({
    id,
    uses: entry.uses,
    with: entry.with ?? {},
    needs,
    pointOfNoReturn: entry.pointOfNoReturn ?? false,
    onFailure: entry.onFailure ?? binding.onFailure,
    at: binding.locate(pointer),
    if: entry.if,
    assert: entry.assert,
    timeout: timeoutOf(entry.uses, entry.timeout, binding),
    retry: entry.retry && bindRetry(entry.retry),
    rollback: entry.rollback && bindRollback(entry, origin, binding),
    undo: entry.undo,
    signOff: entry.signOff,
    each,
  })
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
    const origin = { id: `${id}~rollback[${index}]`, needs: [], pointer: place, each }
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
