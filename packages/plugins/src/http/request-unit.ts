import { type DescribeContext, isUnbound, PlanError, type Value } from '@backout/core/plugin'
import { asHttpConfig } from './config.ts'
import { checkedHeaders } from './message/headers.ts'
import { accessOf, isIdempotent, type Method } from './address/methods.ts'
import type { RequestInput } from './request-input.ts'
import type { HttpRequest, StatusRule } from './message/request.ts'
import { parseBase, type QueryPair, scopePath, urlUnder } from './address/service-url.ts'

/** The unit of `http/request`: one request to one service, as it is stored with the run. */
export interface RequestUnit {
  readonly resource: string
  readonly request: HttpRequest
}

/** The unit of a bound input. Errors: `invalid`. */
export function unitOf(input: RequestInput, context?: DescribeContext): RequestUnit {
  const method: Method = input.method ?? 'GET'
  const { resource, path } = placeOf(input)
  checkedHeaders(input.headers ?? {})
  if (method === 'HEAD' && input.body !== undefined)
    throw new PlanError('invalid', 'Cannot send a body with HEAD: the method has none', { about: 'body' })
  const request = {
    method,
    path,
    query: queryPairs(input.query ?? {}),
    headers: input.headers ?? {},
    ...(input.body !== undefined && { body: input.body as Value }),
    access: input.effect === undefined ? accessOf(method) : input.effect === 'none' ? ('read' as const) : ('write' as const),
    repeatable: isIdempotent(method) || honoursKey(input, resource, context),
    ...(input.expect?.status !== undefined && { expected: input.expect.status as StatusRule }),
  }
  return { resource, request }
}

/** The part that a request touches, as `scope` lists it. */
export function partOfUnit({ request }: RequestUnit): string {
  return `${request.method} ${scopePath(request.path)}`
}

/** The URL of a unit, as far as it is known before the connection is opened. */
export function urlOfUnit({ resource, request }: RequestUnit, context: DescribeContext): string {
  const declared = context.connection(resource)
  const base = declared ? asHttpConfig(declared.config).baseUrl : resource.slice('services.'.length)
  return isUnbound(base) ? `${base}${request.path}` : urlUnder(parseBase(base), request.path, request.query).href
}

/** The service of an input, and the path under it. Errors: `invalid` unless there is either a connection or a URL. */
function placeOf(input: RequestInput): { readonly resource: string; readonly path: string } {
  const path = input.path ?? ''
  if ((input.connection === undefined) === (input.url === undefined)) {
    throw new PlanError('invalid', 'Cannot tell where to send the request: give either "connection" or "url"')
  }
  if (input.connection !== undefined) return { resource: `services.${input.connection}`, path: path || '/' }
  const [address, query] = splitQuery(input.url!)
  const base = parseBase(address)
  const prefix = base.pathname === '/' && path !== '' ? '' : base.pathname
  return { resource: `services.${base.origin}`, path: withQuery(prefix + path, query) }
}

function honoursKey(input: RequestInput, resource: string, context?: DescribeContext): boolean {
  if (input.idempotent !== undefined) return input.idempotent
  const config = context?.connection(resource)?.config
  return config !== undefined && asHttpConfig(config).idempotencyKey?.honoured === true
}

function splitQuery(url: string): readonly [address: string, query: string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
}

function queryPairs(query: NonNullable<RequestInput['query']>): readonly QueryPair[] {
  return Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): QueryPair => [name, String(item)]),
  )
}
