import { type Access, PlanError } from '@backout/core/plugin'
import type { Channel } from './channel.ts'
import { type Exchange, exchange, type Sending } from '../exchange/exchange.ts'
import { mergeHeaders } from '../message/headers.ts'
import { accessOf, isIdempotent } from '../address/methods.ts'
import { type Redirect, redirectOf } from './redirect.ts'
import { encodeBody } from '../message/request-body.ts'
import { type HttpAnswer, type HttpRequest, isExpected } from '../message/request.ts'
import { partOf, urlUnder } from '../address/service-url.ts'

/** What came of one attempt, redirects included. */
export type Followed =
  | ({ readonly kind: 'answered' } & Omit<HttpAnswer, 'attempts' | 'doubtful'>)
  | (Extract<Exchange, { kind: 'broken' }> & { readonly what: string; readonly writes: boolean })

type Answered = Extract<Exchange, { kind: 'answered' }>

/** One hop of an attempt. */
interface Hop extends Omit<Sending, 'limit' | 'signal'> {
  readonly access: Access
  /** The URL, as people are shown it. */
  readonly place: string
  /** The header with the idempotency key, in lower case. */
  readonly keyHeader: string
  /** The write that this chain began with has been answered: nothing that fails from here on takes it back. */
  readonly done: boolean
}

/**
 * One attempt: sends a request and follows its redirects, each of which must be in scope at the moment of sending.
 * Errors: `out-of-scope`, `refused`, `invalid`, and `failed` after too many redirects: nothing was done then.
 */
export async function follow(channel: Channel, request: HttpRequest, signal: AbortSignal): Promise<Followed> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
  let hop = firstHop(channel, request)
  channel.demand(partOf(channel.base, hop.method, hop.url)!, hop.access)
  for (let left = channel.config.redirects; ; left--) {
    const dispatcher = await (isIdempotent(hop.method) || request.repeatable ? channel.dispatchers.reusing() : channel.dispatchers.fresh())
    const outcome = await exchange(dispatcher, { ...hop, limit: channel.config.maxBodyBytes, signal: deadline })
    if (outcome.kind === 'broken') return brokenOff(outcome, hop)
    const redirect = isExpected(outcome.status, request.expected) ? undefined : redirectOf(outcome, hop.url, hop.method)
    if (!redirect) return answered(outcome, hop, unreadable(outcome, channel))
    const refusal = left > 0 ? refusalOf(channel, hop, redirect) : tooMany(channel, hop)
    if (refusal && !mayBeDone(hop, redirect)) throw new PlanError(refusal.code, refusal.message, { hint: refusal.hint })
    if (refusal) return answered(outcome, hop, refusal)
    hop = nextHop(hop, redirect)
  }
}

function firstHop({ base, config }: Channel, request: HttpRequest): Hop {
  const url = urlUnder(base, request.path, request.query)
  const access = request.access ?? accessOf(request.method)
  const keyHeader = (config.idempotencyKey?.header ?? 'Idempotency-Key').toLowerCase()
  const key = access === 'write' && request.key !== undefined ? { [keyHeader]: request.key } : {}
  const headers = mergeHeaders({ accept: 'application/json, */*;q=0.8', 'user-agent': 'backout' }, key, config.headers, request.headers)
  const hop = { url, place: url.href, method: request.method, access, keyHeader, done: false }
  if (request.body === undefined) return { ...hop, headers }
  const body = encodeBody(request.body, headers)
  return { ...hop, headers: { 'content-type': body.contentType, ...headers }, body: body.bytes }
}

function nextHop(hop: Hop, redirect: Redirect): Hop {
  const { url, method, keepsBody } = redirect
  const done = mayBeDone(hop, redirect)
  const place = shown(url)
  if (keepsBody) return { ...hop, url, place, method, done }
  const kept = Object.entries(hop.headers).filter(([name]) => !name.startsWith('content-') && name !== hop.keyHeader)
  return { url, place, method, headers: Object.fromEntries(kept), access: accessOf(method), keyHeader: hop.keyHeader, done }
}

type Problem = NonNullable<HttpAnswer['problem']> & { readonly hint: string }

/** Why a redirect is not followed. Another origin is refused whatever scope says: headers of this connection must not go there. */
function refusalOf(channel: Channel, hop: Hop, { url, method }: Redirect): Problem | undefined {
  const access = method === hop.method ? hop.access : accessOf(method)
  const part = partOf(channel.base, method, url)
  if (part !== undefined && channel.allows(part, access)) return undefined
  const led = `Cannot follow the redirect of ${hop.method} ${hop.place} to ${shown(url)}`
  if (part === undefined) {
    return {
      code: 'out-of-scope',
      message: `${led}: it leaves ${channel.base.href}`,
      hint: 'Name the new place in the connection’s baseUrl, if it is meant',
    }
  }
  return {
    code: 'out-of-scope',
    message: `${led}: scope does not cover "${part}"`,
    hint: `Add "${part}" to scope.${channel.resource}, if it is meant`,
  }
}

/** A URL that a service gave: without its query, which may hold anything. */
function shown({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

function tooMany({ config }: Channel, hop: Hop): Problem {
  const message = `Cannot follow the redirects of ${hop.method} ${hop.place}: there are more than ${config.redirects}`
  return { code: 'failed', message, hint: 'Look where they lead, or raise "redirects" of the connection' }
}

/** A write that was redirected to be looked at elsewhere has had its effect; one that was sent on has not. */
function mayBeDone(hop: Hop, redirect: Redirect): boolean {
  return hop.done || (!redirect.keepsBody && hop.access === 'write')
}

function unreadable({ status, headers, body }: Answered, { config }: Channel): Problem | undefined {
  if (body instanceof Uint8Array) return undefined
  const reasons = {
    'too-large': `its body is larger than ${config.maxBodyBytes} bytes`,
    damaged: `its body is not the ${shortened(headers['content-encoding'] ?? '')} that it is said to be`,
  }
  const hint =
    body === 'too-large' ? 'Ask for less, or raise "maxBodyBytes" of the connection' : 'Ask the service with: accept-encoding: identity'
  return { code: 'failed', message: `Cannot read the answer ${status}: ${reasons[body]}`, hint }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function answered({ status, headers, body }: Answered, hop: Hop, problem?: Problem): Followed {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array()
  return {
    kind: 'answered',
    status,
    headers,
    body: bytes,
    url: hop.place,
    ...(hop.done && { done: true as const }),
    ...(problem && { problem }),
  }
}

function brokenOff(broken: Extract<Exchange, { kind: 'broken' }>, hop: Hop): Followed {
  const writes = hop.access === 'write' || hop.done
  return { ...broken, sent: broken.sent || hop.done, what: `${hop.method} ${hop.place}`, writes }
}
