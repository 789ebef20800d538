import { isUtf8 } from 'node:buffer'
import type { Exchange } from '../exchange/exchange.ts'

/** Where an answer leads on. */
export interface Redirect {
  readonly url: URL
  readonly method: string
  /** Whether the body is sent again. Where not, the service asks only to look elsewhere, and may have done what was asked. */
  readonly keepsBody: boolean
}

/**
 * The redirect that an answer asks for, or undefined where it asks for none.
 * Methods change as in browsers and in curl (Fetch standard, HTTP-redirect fetch): POST becomes GET after 301 and 302,
 * everything but HEAD becomes GET after 303; after 307 and 308, and for PUT, PATCH and DELETE after 301 and 302, the request is repeated as it is.
 */
export function redirectOf(answer: Extract<Exchange, { kind: 'answered' }>, from: URL, method: string): Redirect | undefined {
  const location = answer.headers['location']
  if (!redirecting.has(answer.status) || location === undefined) return undefined
  const url = URL.parse(decoded(location), from.href)
  if (!url) return undefined
  const toGet = answer.status === 303 ? method !== 'HEAD' && method !== 'GET' : answer.status < 303 && method === 'POST'
  return { url: plain(url), method: toGet ? 'GET' : method, keepsBody: !toGet }
}

/** Headers are read byte by byte; services that do not encode a path send it as UTF-8, and browsers read it so. */
function decoded(location: string): string {
  const bytes = Buffer.from(location, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : location
}

/** Without credentials and fragment: neither is sent, and both would be shown. */
function plain(given: URL): URL {
  const url = new URL(given)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}

const redirecting: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
