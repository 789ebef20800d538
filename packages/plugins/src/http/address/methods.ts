import type { Access } from '@backout/core/plugin'

/** The methods that a request may have. CONNECT and TRACE are left out: they do nothing that a plan needs. */
export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** One of {@link methods}. */
export type Method = (typeof methods)[number]

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Whether a method only reads (RFC 9110, 9.2.1). */
export function isSafe(method: string): boolean {
  return safe.has(method)
}

/** Whether sending twice does no more than sending once (RFC 9110, 9.2.2). */
export function isIdempotent(method: string): boolean {
  return idempotent.has(method)
}

/** What a method does to the resource that it names. */
export function accessOf(method: string): Access {
  return isSafe(method) ? 'read' : 'write'
}
