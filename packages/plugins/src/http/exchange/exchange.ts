import type { Dispatcher } from 'undici'
import { decompress } from './decompress.ts'
import { answerHeaders, type Headers } from '../message/headers.ts'
import { isUndelivered } from './undelivered.ts'

/** What came of sending one request once. */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly body: Uint8Array | Unreadable }
  /** `sent`: the connection stood, so that the service may have seen the request. `status`: the answer had begun. */
  | { readonly kind: 'broken'; readonly sent: boolean; readonly status?: number; readonly error: unknown }

/** Why a body that came whole cannot be given: more bytes than the limit, or not what its content-encoding says. */
export type Unreadable = 'too-large' | 'damaged'

/** One request, ready to be sent. */
export interface Sending {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body?: string | Uint8Array
  /** bytes */
  readonly limit: number
  readonly signal: AbortSignal
}

/** Sends one request once, without redirects and retries. Never throws. */
export async function exchange(dispatcher: Dispatcher, sending: Sending): Promise<Exchange> {
  const progress: { sent: boolean; status?: number } = { sent: false }
  try {
    sending.signal.throwIfAborted()
    const { request } = await import('undici')
    const { url, method, headers, body, signal } = sending
    const watched = dispatcher.compose(watching(() => (progress.sent = true)))
    const asked = request(url, { dispatcher: watched, method, headers, signal, ...(body !== undefined && { body: asBody(body) }) })
    const answer = await unlessAborted(asked, signal)
    progress.status = answer.statusCode
    return await received(answer, sending.limit)
  } catch (error) {
    return { kind: 'broken', ...progress, sent: progress.sent && !isUndelivered(error), error }
  }
}

/** Undici heeds the signal of a request only once it has a connection, and then sends nothing; a proxy may never give it one. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason)
  signal.addEventListener('abort', stop)
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
}

async function received(answer: Dispatcher.ResponseData, limit: number): Promise<Exchange> {
  const headers = answerHeaders(answer.headers)
  const raw = await bytesOf(answer.body, limit)
  const encoding = headers['content-encoding'] ?? ''
  const body = raw === 'too-large' || encoding === '' ? raw : await decompress(raw, encoding, limit).catch(() => 'damaged' as const)
  return { kind: 'answered', status: answer.statusCode, headers, body }
}

async function bytesOf(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | 'too-large'> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) return 'too-large'
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Tells when a request is about to be written to a socket that stands; before that, nothing can have happened. */
function watching(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        onStart()
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...event) => handler.onRequestUpgrade?.(...event),
      onResponseStart: (...event) => handler.onResponseStart?.(...event),
      onResponseData: (...event) => handler.onResponseData?.(...event),
      onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
      onResponseError: (...event) => handler.onResponseError?.(...event),
    })
}

function asBody(body: string | Uint8Array): string | Buffer {
  return typeof body === 'string' ? body : Buffer.from(body)
}
