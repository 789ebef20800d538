import { isClientRefused } from '../exchange/undelivered.ts'

/** Why no secure connection came to stand, or none that lasted; undefined where an error with this code has another reason. */
export function tlsReason(code: string): string | undefined {
  if (isClientRefused({ code })) return `the service does not take the certificate of the client, or misses one (${code})`
  if (isCertificate(code)) return `the certificate of the service does not verify (${code})`
  return isDisagreement(code) ? `no secure connection could be made (${code})` : undefined
}

/** What to do about it; the proxy is that by way of which the service was asked. */
export function tlsHint(code: string, proxy: URL | undefined): string | undefined {
  if (isClientRefused({ code }) || code.endsWith('_ALERT_HANDSHAKE_FAILURE')) return clientHint
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'If it is the right service, name what its certificate carries as tls.serverName of the connection'
  if (/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) return 'It has to be renewed, unless the clock of this machine is wrong'
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'Perhaps http is spoken on this port, and not https'
  if (!/UNABLE_TO_|SELF_SIGNED/.test(code)) return undefined
  const orOfProxy = proxy?.protocol === 'https:' ? '; if it is that of the proxy, name its authority in NODE_EXTRA_CA_CERTS' : ''
  return `If it is the right service, name the authority that signs its certificate as tls.ca of the connection${orOfProxy}`
}

/** With TLS 1.2, a service that misses the certificate of the client may say no more than that the handshake failed. */
const clientHint =
  'If the service asks for a certificate of the client, name one that it takes as tls.cert of the connection, and its key as tls.key'

/** `UNSPECIFIED`: what Node has no code for, such as a key that is too short. */
function isCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|^UNSPECIFIED$/.test(code)
}

/** TLS that the two ends cannot speak with each other (codes of OpenSSL, as Node has them). */
function isDisagreement(code: string): boolean {
  return /^ERR_OSSL_|^ERR_SSL_\S*(?:ALERT|WRONG_VERSION|UNSUPPORTED)/.test(code)
}
