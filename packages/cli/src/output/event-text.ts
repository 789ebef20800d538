import { counted, type Failure, type RunEvent } from '@backout/core/model'
import { waitingText } from '../progress/step-news.ts'

/** One line about an event, for `plan status RUN --events`. */
export function eventText(event: RunEvent): string {
  return [event.kind, subject(event), details(event)].filter(Boolean).join('  ')
}

function subject(event: RunEvent): string {
  if ('unit' in event) return `${event.step} #${event.unit}`
  if ('step' in event && event.step !== undefined) return event.step
  if ('resource' in event) return event.resource
  return ''
}

function details(event: RunEvent): string {
  switch (event.kind) {
    case 'run-created':
      return `${event.plan} in ${event.environment}, by ${event.actor}${event.commit ? `, commit ${event.commit.slice(0, 12)}` : ''}`
    case 'run-started':
      return `${event.direction}, by ${event.actor} on ${event.host}, pid ${event.pid}, epoch ${event.epoch}`
    case 'sign-off-accepted':
      return `${event.requirement}: ${event.principal} as ${event.role}`
    case 'resource-opened':
      return event.identity
    case 'fingerprint-taken':
      return `${event.when} ${event.value.slice(0, 12)}`
    case 'condition-met':
    case 'step-skipped':
      return `if: ${event.condition}`
    case 'unit-intended':
      return event.title
    case 'undo-captured':
      return counted(
        event.chunks.reduce((sum, { size }) => sum + size, 0),
        'byte',
      )
    case 'unit-applied':
    case 'unit-reverted':
      return event.settledBy ? `settled by ${event.settledBy}` : ''
    case 'unit-absent':
      return [event.failure?.message, event.settledBy && `settled by ${event.settledBy}`].filter(Boolean).join(', ')
    case 'unit-unknown':
    case 'step-failed':
      return failureText(event.failure)
    case 'attempt-failed':
      return `attempt ${event.attempt}: ${failureText(event.failure)}${event.retryAt ? `, again at ${event.retryAt}` : ''}`
    case 'check-evaluated':
      return `${event.holds ? 'holds' : 'does not hold'}: ${event.assert}`
    case 'invariant-sampled':
      return `${event.holds ? 'holds' : 'does not hold'}: ${event.samples} asked, ${event.failures} failed${event.failure ? `: ${failureText(event.failure)}` : ''}`
    case 'invariant-breached':
      return `${event.failures} failures: ${failureText(event.failure)}`
    case 'waiting-began':
      return waitingText(event.waiting, '')
    case 'interrupted':
    case 'paused':
    case 'unit-left':
      return event.reason
    case 'drift-found':
      return event.message
    case 'rollback-started':
    case 'unlocked':
    case 'baselined':
      return `${event.reason}, by ${event.actor}`
    case 'unit-conflicted':
      return event.conflict
    case 'resolved':
      return `as ${event.as}: ${event.reason}, by ${event.actor}`
    case 'committed':
      return `${event.commit.slice(0, 12)} on ${event.branch}`
    case 'run-finished':
      return [event.ending, event.failure && failureText(event.failure), event.reason].filter(Boolean).join(': ')
    default:
      return ''
  }
}

function failureText({ code, message }: Failure): string {
  return `${code}: ${message}`
}
