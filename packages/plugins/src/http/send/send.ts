import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel } from './channel.ts'
import { type Failure, failureOf, mayPass } from './failure.ts'
import { type Followed, follow } from './follow.ts'
import { isIdempotent } from '../address/methods.ts'
import { type HttpAnswer, type HttpRequest, isExpected } from '../message/request.ts'
import { isPassing, pauseAfter } from './retry.ts'

/**
 * Sends a request until it is answered: again after a broken connection or a passing status where sending twice does no harm
 * (the method is idempotent, the service honours the key, or nothing had been sent), as often as the connection allows, until `signal` aborts.
 * Errors: as {@link Failure}, and those of {@link follow}.
 */
export async function sendPersistently(channel: Channel, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const attempts = 1 + channel.config.retries
  let doubtful = false
  for (let attempt = 1; ; attempt++) {
    const outcome = await follow(channel, request, signal)
    doubtful ||= outcome.kind === 'broken' && outcome.sent && outcome.writes
    const pause = attempt < attempts && !signal.aborted && isRepeatable(outcome, request) ? pauseOf(outcome, attempt) : undefined
    if (pause === undefined) return concluded(outcome, { proxy: channel.proxy, doubtful, attempts: attempt, signal })
    await sleep(pause, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return concluded(outcome, { proxy: channel.proxy, doubtful, attempts: attempt, signal })
  }
}

function isRepeatable(outcome: Followed, request: HttpRequest): boolean {
  const harmless = isIdempotent(request.method) || request.access === 'read' || request.repeatable === true
  if (outcome.kind === 'broken') return (harmless || !outcome.sent) && mayPass(outcome.error)
  return harmless && outcome.problem === undefined && isPassing(outcome.status) && !isExpected(outcome.status, request.expected)
}

function pauseOf(outcome: Followed, attempt: number): number | undefined {
  return pauseAfter(attempt, outcome.kind === 'answered' ? outcome : undefined, Date.now())
}

function concluded(outcome: Followed, known: Pick<Failure, 'proxy' | 'doubtful' | 'attempts' | 'signal'>): HttpAnswer {
  if (outcome.kind === 'broken') throw failureOf({ what: outcome.what, broken: outcome, ...known })
  const { kind: _, ...answer } = outcome
  return { ...answer, attempts: known.attempts, ...(known.doubtful && { doubtful: true as const }) }
}
