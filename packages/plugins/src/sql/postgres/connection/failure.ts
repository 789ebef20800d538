import { type ErrorCode, PlanError } from '@backout/core/plugin'
import { type ServerError, withoutValues } from './server-error.ts'

/** Whether the connection is gone with this error: the server ended the session, or the line is dead. Class 08 alone may speak of a foreign server's. */
export function isLost(error: unknown): boolean {
  if (error instanceof PlanError) return error.code === 'lost'
  const { severity, code } = error as ServerError
  if (severity === undefined) return true
  return severity === 'FATAL' || severity === 'PANIC' || /^57P0[1-5]/.test(code ?? '')
}

/** Whether a server that is known to be there is only away: it is being restarted, or has no connection left. One that goes, or what stands before it, ends connections without a word. */
export function isAway(error: unknown): boolean {
  const { code = '', message } = firstOf(error)
  return /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|57P0[1-3]|53300)$/.test(code) || message.startsWith('Connection terminated')
}

/** The error of connecting. Errors: `failed`, `missing` (no such database), `busy` (no more connections, starting up), `timeout`. */
export function connectFailure(error: unknown, address: string, user: string): PlanError {
  if (error instanceof PlanError) return error
  const { code = '', message } = firstOf(error)
  const [kind, reason, hint] = connectReasons(code, message, user)
  return new PlanError(kind, `Cannot connect to ${address}: ${reason}`, { cause: new Error(message), hint })
}

/** What is so where a connection was taken, and nothing is answered over it. */
export const takenAlone = 'it took the connection, and did not answer in time'

function connectReasons(code: string, message: string, user: string): Reasons {
  if (message === takenAlone) return ['timeout', message, 'If it is a pooler, give it more connections of the server: a run needs four']
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return ['failed', `nothing listens there (${code})`]
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return ['failed', `the name of its host does not resolve (${code})`]
  if (message === 'timeout expired' || code === 'ETIMEDOUT') return ['timeout', 'it did not answer in time']
  if (code === '28P01' || /password/i.test(message)) return ['failed', `the password of user "${user}" is missing or wrong`]
  if (code === '3D000') return ['missing', message]
  if (code.startsWith('53') || code === '57P03') return ['busy', message]
  if (code === '57014')
    return ['timeout', `${message} (${code})`, `Let statements of user "${user}" take longer: opening a session is cut short`]
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return ['failed', `the certificate of the server does not verify (${code})`]
  return ['failed', code === '' ? message : `${message} (${code})`]
}

/** One attempt for each address of a name fails with its own error. */
function firstOf(error: unknown): ServerError {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : (error as ServerError)
}

/** What was being tried when a statement failed. */
export interface Attempted {
  /** `run "update" at line 3` */
  readonly what: string
  /** For people: `databases.crm`. */
  readonly resource: string
  readonly signal?: AbortSignal
  /** What to do where a right is missing. */
  readonly rights?: string
}

/** Runs what Backout itself asks of a database, so that its errors say what that was. Errors: as {@link statementFailure}. */
export async function asking<T>(attempted: Attempted, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (cause) {
    throw statementFailure(cause, attempted)
  }
}

/** The error of a statement. Errors: `failed`, `lost`, `busy` (a lock), `refused` (read-only), `timeout`, `interrupted`. */
export function statementFailure(error: unknown, { what, resource, signal, rights }: Attempted): PlanError {
  if (error instanceof PlanError) return error
  // What was stopped before it was sent, no server has said anything of.
  const isUnsent = signal?.aborted === true && error === signal.reason
  const server: ServerError = isUnsent ? new Error('it was stopped') : withoutValues(error as ServerError)
  const [code, reason, told] = statementReasons(server, signal)
  const hint = told ?? (server.code === '42501' ? rights : undefined)
  const cause = causeOf(server, reason)
  return new PlanError(code, `Cannot ${what} in ${resource}: ${reason}`, { ...(cause && { cause }), hint })
}

type Reasons = readonly [code: ErrorCode, reason: string, hint?: string]

function statementReasons(error: ServerError, signal: AbortSignal | undefined): Reasons {
  if (signal?.aborted) return stopped(signal)
  if (isLost(error)) return ['lost', `the connection was lost (${error.code ?? error.message}), and the transaction with it`]
  if (error.code === '55P03')
    return [
      'busy',
      'somebody else holds a lock that it needs',
      "See who with: select * from pg_stat_activity where wait_event_type = 'Lock'",
    ]
  // By a timeout that the plan or the connection has set, or by somebody: only the server's words tell.
  if (error.code === '57014') return ['timeout', `the server has stopped it: ${error.message} (57014)`]
  if (error.code === '25006') return ['refused', `${error.message}; this step only reads`]
  if (error.code === '40P01' || error.code === '40001')
    return ['failed', `${error.message} (${error.code})`, 'Others work on the same rows: run it again, or give the step "retry"']
  if (error.code === '2D000')
    return [
      'failed',
      `${error.message} (${error.code})`,
      'Backout itself begins and commits: code of a plan leaves COMMIT and ROLLBACK out',
    ]
  const detail = error.detail === undefined ? '' : `; ${error.detail}`
  return ['failed', `${error.message}${detail} (${error.code})`, error.hint]
}

/** Whoever stopped it says why. */
function stopped({ reason }: AbortSignal): Reasons {
  return [reason instanceof PlanError ? reason.code : 'interrupted', 'it was stopped']
}

/** What the server said beyond the reason: where in a function it happened. */
function causeOf({ message, code, where = '' }: ServerError, reason: string): Error | undefined {
  const said = code === undefined ? message : `${message} (${code})`
  const beyond = [reason.includes(message) ? '' : said, where].filter((part) => part !== '').join(' ')
  return beyond === '' ? undefined : new Error(beyond)
}
