import { durationOf, isList, longestDuration } from '../../model/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { Entry, View } from '../view/view.ts'

/** Durations that the format allows and that make no sense: no time at all, longer than anybody lives, and pauses longer than the whole. */
export function checkDurations(findings: Findings, { plan, entries, requirements }: View): void {
  checkLength(findings, '/rollbackWindow', plan.rollbackWindow)
  for (const { value, pointer } of requirements) checkPositive(findings, `${pointer}/expires`, value.expires)
  for (const { entry, pointer } of entries) {
    checkTimes(findings, pointer, entry)
    checkPositive(findings, `${pointer}/every`, entry.every)
    for (const [step, place] of rollbacksOf(entry, `${pointer}/rollback`)) checkTimes(findings, place, step)
    checkRetry(findings, pointer, entry)
  }
}

type Times = Pick<Entry['entry'], 'timeout' | 'retry'>

function rollbacksOf({ rollback }: Entry['entry'], pointer: string): readonly (readonly [step: Times, pointer: string])[] {
  if (rollback === undefined) return []
  return isList(rollback) ? rollback.map((step, index) => [step, `${pointer}/${index}`] as const) : [[rollback as Times, pointer]]
}

function checkTimes(findings: Findings, pointer: string, { timeout, retry }: Times): void {
  checkPositive(findings, `${pointer}/timeout`, timeout)
  if (retry === undefined) return
  checkPositive(findings, `${pointer}/retry/every`, retry.every)
  checkLength(findings, `${pointer}/retry/for`, retry.for)
}

function checkRetry(findings: Findings, pointer: string, { id, retry }: Entry['entry']): void {
  if (!retry || durationOf(retry.every) <= durationOf(retry.for)) return
  findings.warning(
    'retry-once',
    `${pointer}/retry`,
    `"${id}" waits ${retry.every} between attempts and goes on for ${retry.for}: there is no second attempt`,
  )
}

function checkPositive(findings: Findings, pointer: string, duration: string | undefined): void {
  if (duration === undefined) return
  if (durationOf(duration) === 0) findings.error('wrong-value', pointer, `${findings.whose(pointer)}"${duration}" is no time at all`)
  else checkLength(findings, pointer, duration)
}

function checkLength(findings: Findings, pointer: string, duration: string | undefined): void {
  if (duration === undefined || durationOf(duration) <= longestDuration) return
  findings.error('wrong-value', pointer, `"${duration}" is longer than a hundred years`)
}
