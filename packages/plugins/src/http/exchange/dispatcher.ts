import { PlanError } from '@backout/core/plugin'
import type { Dispatcher } from 'undici'
import { pem } from '../../pem.ts'
import type { HttpConfig } from '../config.ts'

/** The connections of one session. Opened when first used. */
export interface Dispatchers extends AsyncDisposable {
  /** For requests that may be repeated: connections are kept alive. */
  reusing(): Promise<Dispatcher>
  /**
   * For requests that must not be repeated: each on a connection of its own, because a service may close an idle one
   * at the moment of sending, and then nobody knows whether the request arrived.
   */
  fresh(): Promise<Dispatcher>
}

/** Connects to one origin; through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, where they do. */
export function openDispatchers(base: URL, config: HttpConfig, root: string): Dispatchers {
  const open = new Map<'reusing' | 'fresh', Promise<Dispatcher>>()
  const get = (kind: 'reusing' | 'fresh'): Promise<Dispatcher> => {
    const found = open.get(kind) ?? createDispatcher(base, config, root, kind === 'reusing' ? 1 : 0)
    open.set(kind, found)
    return found
  }
  return {
    reusing: () => get('reusing'),
    fresh: () => get('fresh'),
    async [Symbol.asyncDispose]() {
      // An aborted exchange may still hold its socket: closing politely would wait for it.
      await Promise.all(
        [...open.values()].map((dispatcher) =>
          dispatcher.then(
            (one) => one.destroy(),
            () => undefined,
          ),
        ),
      )
    },
  }
}

async function createDispatcher(base: URL, config: HttpConfig, root: string, pipelining: 0 | 1): Promise<Dispatcher> {
  const tls = await tlsOptions(config, root)
  // The whole exchange has one deadline, set where it is sent; HTTP/2 would add failures of its own and no speed here.
  const options = { pipelining, connect: tls, allowH2: false, headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000 }
  const undici = await import('undici')
  const proxies = { httpProxy: proxyIn('http_proxy', 'HTTP_PROXY'), httpsProxy: proxyIn('https_proxy', 'HTTPS_PROXY') }
  if (!proxies.httpProxy && !proxies.httpsProxy) return new undici.Pool(base.origin, options)
  // Without it, a connection on which a proxy passes requests on would have none of these options.
  const factory = (origin: string | URL, more: object): Dispatcher => new undici.Pool(origin, { ...options, ...more })
  try {
    return new undici.EnvHttpProxyAgent({ ...options, ...proxies, factory, requestTls: tls, proxyTls: { rejectUnauthorized: true } })
  } catch (cause) {
    throw new PlanError('invalid', 'Cannot use the proxy that HTTP_PROXY or HTTPS_PROXY names: it is not a URL of http, https or socks5', {
      cause: hidden(cause),
    })
  }
}

/** The proxy that the first of some variables names which is set. Without a protocol it is `http:`, as curl has it. */
function proxyIn(...names: readonly string[]): string | undefined {
  const named = names.map((name) => process.env[name]).find((value) => value !== undefined)
  return named && !named.includes('://') ? `http://${named}` : named
}

/** `rejectUnauthorized` is said out loud, since NODE_TLS_REJECT_UNAUTHORIZED could turn it off for all that is silent. */
async function tlsOptions(config: HttpConfig, root: string): Promise<{ readonly [name: string]: string | boolean }> {
  const { ca, cert, key, serverName } = config.tls ?? {}
  const texts = await Promise.all(Object.entries({ ca, cert, key }).map(async ([name, value]) => [name, await pem(value, root)] as const))
  const given = [...texts, ['servername', serverName] as const].filter((pair): pair is [string, string] => pair[1] !== undefined)
  return { ...Object.fromEntries(given), rejectUnauthorized: true }
}

/** The message of a bad proxy URL quotes it, and it may hold a password. */
function hidden(cause: unknown): unknown {
  return (cause as { code?: string }).code
}
