import { isUnbound, type ResourceDriver } from '@backout/core/plugin'
import { asHttpConfig, httpConfig } from './config.ts'
import { pemFiles } from '../pem.ts'
import { coversRequest, requestPlaces, requestsOverlap } from './address/scope-entry.ts'
import { hideCredentials, parseBase, portOf } from './address/service-url.ts'
import type { HttpSession } from './send/session.ts'

/** Services over HTTP: a connection names a base URL, and a plan's scope lists `METHOD /path` under it. */
export const httpDriver: ResourceDriver<HttpSession> = {
  kind: 'http',
  family: 'services',
  config: httpConfig,
  implicit: (name) => (URL.parse(name)?.origin === name && /^https?:[^*]*$/.test(name) ? { baseUrl: name } : undefined),
  target(config) {
    const { baseUrl } = asHttpConfig(config)
    return isUnbound(baseUrl) ? hideCredentials(baseUrl) : parseBase(baseUrl).href
  },
  decides: ['headers', 'idempotencyKey', 'tls'],
  host(config) {
    const url = URL.parse(asHttpConfig(config).baseUrl)
    return url?.hostname ? `${url.hostname}:${portOf(url)}` : undefined
  },
  reads: (config) => pemFiles(asHttpConfig(config).tls),
  covers: coversRequest,
  overlaps: requestsOverlap,
  places: requestPlaces,
  async open(config, opening) {
    const { openHttpSession } = await import('./send/session.ts')
    return openHttpSession(asHttpConfig(config), opening)
  },
}
