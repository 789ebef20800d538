import { PlanError } from '@backout/core/plugin'

/** One `name=value` of a query string. */
export type QueryPair = readonly [name: string, value: string]

/** A base URL without its trailing slash. Errors: `invalid` for anything but http(s) without credentials, query and fragment. */
export function parseBase(text: string): URL {
  const url = URL.parse(text)
  if (!url) throw bad(text, 'it is not a URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw bad(text, 'only http and https are spoken')
  if (url.username || url.password) throw bad(text, 'a URL must not carry credentials', 'Put them into a header, from a secret')
  if (url.hash) throw bad(text, 'a fragment is never sent')
  if (url.search) throw bad(text, 'a base URL has no query')
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

/** The URL of a path under a base. The path is appended as text, so it can never name another host. Errors: `invalid`. */
export function urlUnder(base: URL, path: string, query: readonly QueryPair[] = []): URL {
  refuseOddPath(path)
  const url = new URL(base.origin + prefixOf(base) + path)
  for (const [name, value] of query) url.searchParams.append(name, value)
  return url
}

/** `GET /version`: a request in the words of `scope`, its path relative to the base; undefined where the URL is not under the base. */
export function partOf(base: URL, method: string, url: URL): string | undefined {
  const prefix = prefixOf(base)
  const under = url.origin === base.origin && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))
  if (!under || climbs(url.pathname)) return undefined
  return `${method} ${url.pathname.slice(prefix.length) || '/'}`
}

/** The path of a request as `scope` sees it: as it is sent, without its query. Errors: `invalid`. */
export function scopePath(path: string): string {
  refuseOddPath(path)
  return new URL(`http://base${path}`).pathname
}

/** The port of a URL of http or https, also where it is the usual one. */
export function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80')
}

/** Text with `user:password@` taken out, for messages. */
export function hideCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
}

function prefixOf(base: URL): string {
  return base.pathname === '/' ? '' : base.pathname
}

function refuseOddPath(path: string): void {
  if (!path.startsWith('/')) throw oddPath(path, 'a path starts with "/"')
  if (path.includes('#')) throw oddPath(path, 'a fragment is never sent')
  // A URL parser drops tabs and line feeds silently, so that what is checked would not be what was written.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u0020\u007f]/.test(path)) throw oddPath(path, 'it holds a space or a control character; encode it')
  if (climbs(path.split('?', 1)[0]!)) throw oddPath(path, '"." and ".." segments are not allowed, encoded or not')
}

/** Servers differ in when they decode, so `..` is looked for in every decoding; and some read `..;x=1` as `..` (parameters of a segment, RFC 3986, 3.3). */
function climbs(path: string): boolean {
  for (let text = path, round = 0; round < 3; round++) {
    if (text.split(/[/\\]/).some((segment) => /^\.\.?(?:;|$)/.test(segment))) return true
    const decoded = unescaped(text)
    if (decoded === text) return false
    text = decoded
  }
  return false
}

function unescaped(text: string): string {
  return text.replace(/%(2e|2f|3b|5c|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function oddPath(path: string, reason: string): PlanError {
  return new PlanError('invalid', `Cannot use path ${JSON.stringify(path)}: ${reason}`, { text: path })
}

function bad(text: string, reason: string, hint?: string): PlanError {
  return new PlanError('invalid', `Cannot use URL ${JSON.stringify(hideCredentials(text))}: ${reason}`, { text, hint })
}
