/** Whether an error says that the service has not seen a request, although a connection stood. */
export function isUndelivered(error: unknown): boolean {
  return proxyRefusal(error) !== undefined || isClientRefused(error)
}

/**
 * The status with which a proxy refused to pass a request on, which the service then has not seen; undefined for any other error. Undici tells it in words
 * only: where it asked for a tunnel (CONNECT), and where the proxy wants credentials.
 */
export function proxyRefusal(error: unknown): number | undefined {
  const message = error instanceof Error ? error.message : ''
  const status = /^Proxy (?:Authentication Required|response) \((\d+)\)/.exec(message)?.[1]
  return status === undefined ? undefined : Number(status)
}

/**
 * Whether a service does not take the certificate of the client, or misses one. It gives up the handshake with an alert then (RFC 8446, 6.2 and 4.4.2.4),
 * which comes, with TLS 1.3, when the request is on its way already: nobody reads it.
 */
export function isClientRefused(error: unknown): boolean {
  return clientAlert.test((error as { readonly code?: unknown } | undefined)?.code as string)
}

/** Codes of OpenSSL, as Node has them: `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`, `ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED`. */
const clientAlert = /^ERR_SSL_\S*_ALERT_(?:\w*CERTIFICATE\w*|UNKNOWN_CA|ACCESS_DENIED)$/
