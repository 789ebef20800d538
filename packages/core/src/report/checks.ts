import type { ReportedStep } from './fold-steps.ts'

/** Something that was checked, and what it gave. */
export interface ReportedCheck {
  readonly id: string
  readonly list: ReportedStep['list']
  readonly holds: boolean
  /** The `assert`; without one, the step type that had to succeed. */
  readonly asked: string
  readonly operands: { readonly [expression: string]: string }
  /** Of an invariant: how often it was asked, in words. */
  readonly samples: string
  /** ISO 8601 */
  readonly at: string
}

/** All that was checked, in plan order: every `assert`, and the entries of the other lists that have to succeed without one. */
export function checksOf(steps: readonly ReportedStep[]): readonly ReportedCheck[] {
  return steps.flatMap((step): readonly ReportedCheck[] => {
    const { id, list, uses, check, state, endedAt } = step
    const samples = samplesText(step)
    if (check) return [{ id, list, holds: check.holds, asked: check.assert, operands: check.operands, samples, at: check.at }]
    if (list === 'steps' || list === 'rollbacks' || (state !== 'done' && state !== 'failed')) return []
    return [{ id, list, holds: state === 'done', asked: uses, operands: {}, samples, at: endedAt ?? '' }]
  })
}

function samplesText({ samples }: ReportedStep): string {
  if (!samples) return ''
  const { total, failed } = samples
  return `${total} ${total === 1 ? 'sample' : 'samples'}${failed > 0 ? `, ${failed} failed` : ''}`
}
