import type { Access, Value } from '@backout/core/plugin'
import type { QueryPair } from '../address/service-url.ts'
import type { Method } from '../address/methods.ts'

/** A request as a step asks for it: plain data, complete but for the base URL and the headers of the connection. */
export interface HttpRequest {
  readonly method: Method
  /** Under the base URL of the connection; may carry a query. */
  readonly path: string
  readonly query?: readonly QueryPair[]
  readonly headers?: { readonly [name: string]: string }
  /** Strings and bytes are sent as they are, everything else as JSON (or as a form, where the content-type says so). */
  readonly body?: Value
  /** What the request does, if the method alone does not tell: a search by POST only reads. */
  readonly access?: Access
  /** Whether it may be sent again although its method is not idempotent: the service honours the idempotency key. */
  readonly repeatable?: boolean
  /** Sent as `Idempotency-Key` with requests that write. */
  readonly key?: string
  /** The statuses that are wanted: they are neither retried nor, if redirects, followed. */
  readonly expected?: StatusRule
}

/** `204`, `2xx`, or a list of these. */
export type StatusRule = number | string | readonly (number | string)[]

/** What a service answered. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; several values are joined with `, `. Without `set-cookie`, which is a credential. */
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
  /** Where the answer came from, after redirects; without the query that one of them brought. */
  readonly url: string
  readonly attempts: number
  /** Set where an earlier attempt broke after it was sent: it may have had its effect, whatever this answer says. */
  readonly doubtful?: true
  /** Set where a write was answered by a redirect to look elsewhere: it has had its effect, whatever is found there. */
  readonly done?: true
  /** What is wrong with the answer although the service did what was asked: the body is too large, a redirect leads out of scope. */
  readonly problem?: { readonly code: 'failed' | 'out-of-scope'; readonly message: string; readonly hint?: string }
}

/** Whether a status is one of those wanted; without a rule, any 2xx. */
export function isExpected(status: number, rule: StatusRule = '2xx'): boolean {
  const rules = typeof rule === 'object' ? rule : [rule]
  return rules.some((one) =>
    /^[1-5]xx$/i.test(String(one)) ? Math.floor(status / 100) === Number(String(one)[0]) : Number(one) === status,
  )
}

/** A rule as a person reads it: `2xx`, `200 or 404`. */
export function ruleText(rule: StatusRule = '2xx'): string {
  return typeof rule === 'object' ? rule.join(' or ') : String(rule)
}
