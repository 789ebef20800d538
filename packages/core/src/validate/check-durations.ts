import { durationOf } from '../model/index.ts'
import type { Findings } from './findings.ts'
import type { View } from './view.ts'

/** Durations that the format allows and that make no sense: no time at all, and pauses longer than the whole. */
export function checkDurations(findings: Findings, { entries }: View): void {
  for (const { entry, pointer } of entries) {
    const { timeout, retry, every } = entry
    if (timeout !== undefined) refuseZero(findings, `${pointer}/timeout`, timeout)
    if (every !== undefined) refuseZero(findings, `${pointer}/every`, every)
    if (!retry) continue
    refuseZero(findings, `${pointer}/retry/every`, retry.every)
    if (durationOf(retry.every) > durationOf(retry.for)) {
      findings.warning(
        'retry-once',
        `${pointer}/retry`,
        `"${entry.id}" waits ${retry.every} between attempts and goes on for ${retry.for}: there is no second attempt`,
      )
    }
  }
}

function refuseZero(findings: Findings, pointer: string, duration: string): void {
  if (durationOf(duration) === 0) findings.error('wrong-value', pointer, `"${duration}" is no time at all`)
}
