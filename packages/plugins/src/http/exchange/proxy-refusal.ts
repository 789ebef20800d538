/**
 * The status with which a proxy refused to pass a request on, which the service then has not seen; undefined for any other error. Undici tells it in words
 * only: where it asked for a tunnel (CONNECT), and where the proxy wants credentials.
 */
export function proxyRefusal(error: unknown): number | undefined {
  const message = error instanceof Error ? error.message : ''
  const status = /^Proxy (?:Authentication Required|response) \((\d+)\)/.exec(message)?.[1]
  return status === undefined ? undefined : Number(status)
}
