import { counted, defined } from '../model/index.ts'
import type { ReportedStep } from './reported-steps.ts'

/** Something that was checked, and what it gave. */
export interface ReportedCheck extends Pick<ReportedStep, 'id' | 'list' | 'uses' | 'samples'> {
  readonly holds: boolean
  /** Without it, what was asked is that the step itself succeeds. */
  readonly assert?: string
  readonly operands: { readonly [expression: string]: string }
  /** Why it did not succeed, where that is all that was asked. */
  readonly why?: string
  /** ISO 8601 */
  readonly at: string
}

/** All that was checked, in plan order: every `assert`, and the entries of the other lists that have to succeed without one. */
export function checksOf(steps: readonly ReportedStep[]): readonly ReportedCheck[] {
  return steps.flatMap((step): readonly ReportedCheck[] => {
    const { id, list, uses, check, state, samples, failure, endedAt } = step
    const what = defined({ id, list, uses, samples })
    if (check) return [{ ...what, ...check }]
    if (list === 'steps' || list === 'rollbacks' || (state !== 'done' && state !== 'failed')) return []
    return [defined({ ...what, holds: state === 'done', operands: {}, why: failure?.message, at: endedAt ?? '' })]
  })
}

/** How often an invariant was asked, in words; empty for anything else. */
export function samplesText({ samples }: Pick<ReportedCheck, 'samples'>): string {
  if (!samples) return ''
  const { total, failed } = samples
  return `${counted(total, 'sample')}${failed > 0 ? `, ${failed} failed` : ''}`
}
