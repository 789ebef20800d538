import { onOneLine } from '@backout/core/report/printable'
import type { Failure, RunEvent, Waiting } from '@backout/core/model'
import { operandsText } from './operands-text.ts'
import type { StepWord } from './words.ts'

/** What an event means for a step that somebody watches. */
export interface StepNews {
  readonly step: string
  readonly word: StepWord
  readonly detail?: string | undefined
}

/** What a reader is told about a step; undefined for events that are about the run, or about nothing one watches. */
export function stepNews(event: RunEvent): StepNews | undefined {
  switch (event.kind) {
    case 'step-skipped':
      return { step: event.step, word: 'skipped', detail: `if: ${event.condition}` }
    case 'step-started':
      return { step: event.step, word: 'running', detail: event.attempt && event.attempt > 1 ? `attempt ${event.attempt}` : undefined }
    case 'attempt-failed':
      return {
        step: event.step,
        word: 'retrying',
        detail: [event.retryAt && `again at ${event.retryAt}`, failureText(event.failure)].filter(Boolean).join(': '),
      }
    case 'check-evaluated':
      return event.holds
        ? undefined
        : { step: event.step, word: 'failed', detail: `does not hold: ${event.assert}${operandsText(event.operands, ' ')}` }
    case 'step-finished':
      return { step: event.step, word: 'done' }
    case 'step-failed':
      return { step: event.step, word: 'failed', detail: failureText(event.failure) }
    case 'invariant-sampled':
      return { step: event.step, word: event.holds ? 'holds' : 'failed', detail: event.failure && failureText(event.failure) }
    case 'invariant-breached':
      return { step: event.step, word: 'breached', detail: failureText(event.failure) }
    case 'waiting-began':
      return { step: event.waiting.step, word: 'waiting', detail: waitingText(event.waiting) }
    case 'unit-unknown':
      return { step: event.step, word: 'unknown', detail: failureText(event.failure) }
    case 'revert-intended':
      return { step: event.step, word: 'reverting' }
    case 'step-reverted':
      return { step: event.step, word: 'reverted' }
    case 'unit-conflicted':
      return { step: event.step, word: event.failed ? 'stuck' : 'conflict', detail: event.conflict }
    case 'unit-left':
      return { step: event.step, word: 'left', detail: event.reason }
    default:
      return undefined
  }
}

/** What a reader is told about the run as a whole. */
export function runNews(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'run-started':
      return event.direction === 'apply' ? 'started' : undefined
    case 'rollback-started':
      return `rolling back: ${event.reason}`
    case 'sign-off-accepted':
      return `sign-off "${event.requirement}" by ${event.principal} as ${event.role}`
    case 'drift-found':
      return `drift: ${event.message}`
    case 'interrupted':
      return `interrupted: ${event.reason}`
    case 'paused':
      return `paused: ${event.reason}`
    case 'run-finished':
      return [event.ending, event.failure && failureText(event.failure), event.reason].filter(Boolean).join(': ')
    case 'finalize-started':
      return 'finalizing'
    case 'finalized':
      return 'finalized'
    default:
      return undefined
  }
}

/** Who or what is waited for at a time (ISO 8601): after a wait that is over, or a deadline, there is nothing to wait for but to be resumed. */
export function waitingText(waiting: Waiting, now = new Date().toISOString()): string {
  if (waiting.for === 'time') return untilText(waiting.resumeAfter, now)
  return onOneLine(`for sign-off "${waiting.requirement}" in role ${waiting.role}${waiting.why === undefined ? '' : ` (${waiting.why})`}`)
}

/** The same of a time. */
export function untilText(resumeAfter: string, now = new Date().toISOString()): string {
  return resumeAfter > now ? `until ${resumeAfter}` : `to be resumed, since ${resumeAfter}`
}

function failureText(failure: Failure): string {
  return `${failure.message}${operandsText(failure.operands, ' ')}`
}
