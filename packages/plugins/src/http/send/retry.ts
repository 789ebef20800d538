import type { HttpAnswer } from '../message/request.ts'

/** Statuses after which an idempotent request is sent again: the service, or a gateway before it, is not ready. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** ms; a service that asks for a longer pause than this is not waited for inside one attempt of a step. */
const longest = 60_000

/** Whether an answer says "not now". */
export function isPassing(status: number): boolean {
  return passing.has(status)
}

/** ms to wait before the next attempt (attempts count from 1), or undefined where the service asks for too long a pause. Exponential with jitter, from 0.2 s to 10 s. */
export function pauseAfter(attempt: number, answer: Pick<HttpAnswer, 'headers'> | undefined, now: number): number | undefined {
  const asked = retryAfter(answer?.headers['retry-after'], now)
  if (asked !== undefined) return asked > longest ? undefined : asked
  const pause = Math.min(10_000, 200 * 2 ** (attempt - 1))
  return Math.round(pause * (0.75 + Math.random() / 2))
}

/** ms that a `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date), or undefined. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000
  // What is no date in any of the three formats of HTTP, which begin with a day, JavaScript may still read as one, of long ago.
  const date = /^\s*(?:mon|tue|wed|thu|fri|sat|sun)/i.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
