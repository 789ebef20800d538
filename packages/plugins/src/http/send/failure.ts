import { type ErrorCode, PlanError } from '@backout/core/plugin'
import type { Exchange } from '../exchange/exchange.ts'
import { proxyRefusal } from '../exchange/undelivered.ts'
import { isPassing } from './retry.ts'
import { tlsHint, tlsReason } from './tls-failure.ts'

/** A request whose answer never came, and what is known of it. */
export interface Failure {
  /** `PUT https://flags.example.com/flags/x` */
  readonly what: string
  /** By way of which it was sent. */
  readonly proxy: URL | undefined
  readonly broken: Extract<Exchange, { kind: 'broken' }> & { readonly writes: boolean }
  /** Whether this attempt or one before it may have had an effect. */
  readonly doubtful: boolean
  readonly attempts: number
  /** The signal of the step, not that of the attempt. */
  readonly signal: AbortSignal
}

/** The error of a request without answer: `unknown` where it may have had its effect, else `timeout`, `interrupted` or `failed`. */
export function failureOf({ what, proxy, broken, doubtful, attempts, signal }: Failure): PlanError {
  const times = attempts > 1 ? ` after ${attempts} attempts` : ''
  const way = proxy ? ` by way of the proxy ${proxy.protocol}//${proxy.host}` : ''
  const message = `Cannot send ${what}${way}${times}: ${reasonOf(broken, signal)}`
  const cause = causeOf(broken.error)
  // Why a request was stopped, whoever stopped it says, unless its outcome is the matter; what a proxy answered, the message says.
  const isSaid = (signal.aborted && broken.error === signal.reason) || proxyRefusal(broken.error) !== undefined
  const hint = hintOf(broken, proxy)
  if (!doubtful) return new PlanError(codeOf(broken, signal), message, { cause: isSaid ? undefined : cause, hint })
  return new PlanError('unknown', `${message}, and whether it had its effect cannot be told`, {
    cause,
    hint: 'Look at the service whether it happened',
  })
}

/** Whether trying again may help: not where the name, the certificate, the way of speaking or the answer is wrong. */
export function mayPass(error: unknown): boolean {
  const refusal = proxyRefusal(error)
  if (refusal !== undefined) return isPassing(refusal)
  const code = errorCode(error)
  return isTimeout(error) || isCutShort(error) || !(lasting.test(code) || tlsReason(code) !== undefined || isUnaskedContinue(error))
}

/** Also what has no code: it is no matter of the network. */
const lasting = /^(?:ENOTFOUND|UND_ERR_HEADERS_OVERFLOW|)$/

/** A write that was never sent has failed, whatever stopped it: `failed` alone says that nothing was done. */
function codeOf({ error, writes }: Failure['broken'], signal: AbortSignal): ErrorCode {
  if (writes) return 'failed'
  if (signal.aborted) return signal.reason instanceof PlanError ? signal.reason.code : 'interrupted'
  return isTimeout(error) ? 'timeout' : 'failed'
}

function reasonOf({ error, sent, status }: Failure['broken'], signal: AbortSignal): string {
  const when = status === undefined ? (sent ? 'before an answer came' : 'before it was sent') : `while the answer ${status} was being read`
  const refusal = proxyRefusal(error)
  if (refusal !== undefined) return `the proxy did not pass it on, and answered ${refusal}`
  if (signal.aborted) return `it was stopped ${when}`
  if (isTimeout(error)) return `it took too long, and was given up ${when}`
  const code = errorCode(error)
  const insecure = tlsReason(code)
  if (insecure !== undefined) return insecure
  if (isCutShort(error)) return `the connection broke ${when}`
  if (isNoHttp(error)) return 'what came back is not HTTP'
  if (isUnaskedContinue(error)) return 'it was answered "100 Continue", for which nobody had asked'
  return reasons[code] ?? (closing.has(code) ? `the connection broke ${when} (${code})` : plainReason(error, when))
}

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ENOTFOUND: 'the name of its host does not resolve (ENOTFOUND)',
  EAI_AGAIN: 'the name of its host cannot be looked up just now (EAI_AGAIN)',
  EHOSTUNREACH: 'its host cannot be reached (EHOSTUNREACH)',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are larger than 16 KiB (UND_ERR_HEADERS_OVERFLOW)',
  ENETUNREACH: 'its network cannot be reached (ENETUNREACH)',
}

const closing: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])

function hintOf({ error, sent }: Failure['broken'], proxy: URL | undefined): string | undefined {
  const refusal = proxyRefusal(error)
  if (refusal === 407) return 'Put a user and a password for the proxy into the URL in HTTP_PROXY or HTTPS_PROXY'
  const hint = tlsHint(errorCode(error), proxy)
  if (hint !== undefined || proxy === undefined || sent) return hint
  return 'Look at HTTP_PROXY and HTTPS_PROXY; NO_PROXY lists the hosts that are asked directly'
}

function plainReason(error: unknown, when: string): string {
  const code = errorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  return `it broke off ${when}: ${message}${code === '' ? '' : ` (${code})`}`
}

function isTimeout(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return name === 'TimeoutError' || ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'].includes(errorCode(error))
}

/** The connection ended in the middle of an answer that does not say its length before. Undici tells it in words only. */
function isCutShort(error: unknown): boolean {
  return isNoHttp(error) && error.message.endsWith('(Invalid EOF state)')
}

function isNoHttp(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError'
}

/** Undici gives up a connection on which that comes, where it could pass over it (RFC 9110, 15.2), and says nothing else of it. */
function isUnaskedContinue(error: unknown): boolean {
  return errorCode(error) === 'UND_ERR_SOCKET' && (error as Error).message === 'bad response'
}

/** The code of an error, of its first cause that has one, or of the first of several (one for each address tried). */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { code } = error as NodeJS.ErrnoException
  if (typeof code === 'string') return code
  if (error instanceof AggregateError) return errorCode(error.errors[0])
  return errorCode(error.cause)
}

/** Errors of the client may carry whole requests: only their message is kept, without what Node would have one do with its own options. */
function causeOf(error: unknown): Error {
  const message =
    error instanceof Error ? triedAddresses(error) || opensslReason(error) || error.message || errorCode(error) : String(error)
  return new Error(message.replace(/; if the root CA is installed locally.*$/s, '').trim())
}

/** Of a host with several addresses, what came of each. */
function triedAddresses(error: Error): string | undefined {
  const several = error instanceof AggregateError ? error : error.cause
  if (!(several instanceof AggregateError)) return undefined
  return [...new Set(several.errors.map((one: Error) => one.message))].join('; ')
}

/** Of OpenSSL, where the message says also in which line of which file. */
function opensslReason(error: Error): string | undefined {
  const { reason } = error as { readonly reason?: unknown }
  return typeof reason === 'string' ? reason : undefined
}
