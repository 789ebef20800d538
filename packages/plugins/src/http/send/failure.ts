import { type ErrorCode, PlanError } from '@backout/core/plugin'
import type { Exchange } from '../exchange/exchange.ts'
import { proxyRefusal } from '../exchange/proxy-refusal.ts'
import { isPassing } from './retry.ts'

/** A request whose answer never came, and what is known of it. */
export interface Failure {
  /** `PUT https://flags.example.com/flags/x` */
  readonly what: string
  readonly broken: Extract<Exchange, { kind: 'broken' }> & { readonly writes: boolean }
  /** Whether this attempt or one before it may have had an effect. */
  readonly doubtful: boolean
  readonly attempts: number
  /** The signal of the step, not that of the attempt. */
  readonly signal: AbortSignal
}

/** The error of a request without answer: `unknown` where it may have had its effect, else `timeout`, `interrupted` or `failed`. */
export function failureOf({ what, broken, doubtful, attempts, signal }: Failure): PlanError {
  const times = attempts > 1 ? ` after ${attempts} attempts` : ''
  const message = `Cannot send ${what}${times}: ${reasonOf(broken, signal)}`
  const cause = causeOf(broken.error)
  // Why a request was stopped, whoever stopped it says, unless its outcome is the matter; what a proxy answered, the message says.
  const isSaid = (signal.aborted && broken.error === signal.reason) || proxyRefusal(broken.error) !== undefined
  const hint = certificateHint(errorCode(broken.error))
  if (!doubtful)
    return new PlanError(codeOf(broken, signal), message, { cause: isSaid ? undefined : cause, ...(hint !== undefined && { hint }) })
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
  return isTimeout(error) || !(lasting.test(code) || isCertificate(code) || isDisagreement(code) || isUnaskedContinue(error))
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
  if (isCertificate(code)) return `the certificate of the service does not verify (${code})`
  if (isDisagreement(code)) return `no secure connection could be made (${code})`
  if (error instanceof Error && error.name === 'HTTPParserError') return 'what came back is not HTTP'
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

function plainReason(error: unknown, when: string): string {
  const code = errorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  return `it broke off ${when}: ${message}${code === '' ? '' : ` (${code})`}`
}

function isTimeout(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return name === 'TimeoutError' || ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'].includes(errorCode(error))
}

function isCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA/.test(code)
}

function certificateHint(code: string): string | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'If it is the right service, name what its certificate carries as tls.serverName of the connection'
  if (/UNABLE_TO_|SELF_SIGNED/.test(code))
    return 'If it is the right service, name the authority that signs its certificate as tls.ca of the connection'
  return undefined
}

/** TLS that the two ends cannot speak with each other, or a key that cannot be used (codes of OpenSSL, as Node has them). */
function isDisagreement(code: string): boolean {
  return /^ERR_OSSL_|^ERR_SSL_\w*(?:ALERT|WRONG_VERSION|UNSUPPORTED)/.test(code)
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
  const message = error instanceof Error ? error.message || errorCode(error) : String(error)
  return new Error(message.replace(/; if the root CA is installed locally.*$/s, '').trim())
}
