import type { buildConnector, Dispatcher } from 'undici'
import { readPems } from '../../pem.ts'
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

/** The origin of a service, and the proxy by way of which it is asked. */
export interface Way {
  readonly base: URL
  readonly proxy: URL | undefined
}

/** Connects to one origin. */
export function openDispatchers(way: Way, config: HttpConfig, root: string): Dispatchers {
  const open = new Map<'reusing' | 'fresh', Promise<Dispatcher>>()
  const get = (kind: 'reusing' | 'fresh'): Promise<Dispatcher> => {
    const found = open.get(kind) ?? createDispatcher(way, config, root, kind === 'reusing' ? 1 : 0)
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

async function createDispatcher({ base, proxy }: Way, config: HttpConfig, root: string, pipelining: 0 | 1): Promise<Dispatcher> {
  const { serverName } = config.tls ?? {}
  // Said out loud, since NODE_TLS_REJECT_UNAUTHORIZED could turn it off for all that is silent.
  const verified = { rejectUnauthorized: true }
  const tls = { ...(await readPems(config.tls, root)), ...(serverName !== undefined && { servername: serverName }), ...verified }
  // The whole exchange has one deadline, set where it is sent; HTTP/2 would add failures of its own and no speed here.
  const options = { pipelining, allowH2: false, headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000 }
  const undici = await import('undici')
  const direct = undici.buildConnector({ ...tls, allowH2: false, timeout: options.connectTimeout })
  if (proxy === undefined) return new undici.Pool(base.origin, { ...options, connect: telling(direct) })
  // Without it, a connection on which a proxy passes requests on would have none of these options.
  const factory = (origin: string | URL, more: { readonly connect?: Connector }): Dispatcher =>
    new undici.Pool(origin, { ...options, ...more, ...(more.connect && { connect: telling(more.connect) }) })
  return new undici.ProxyAgent({ ...options, uri: proxy.href, factory, requestTls: tls, proxyTls: verified })
}

type Connector = ReturnType<typeof buildConnector>

/**
 * Where TLS fails on a connection that stands (the service does not take the certificate of the client), Node tells so, and then of the end of the connection,
 * and undici of the end alone. So the connection ends with the first.
 */
function telling(connect: Connector): Connector {
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      socket?.once('error', (failure: Error) => socket.destroy(failure))
      if (error === null) callback(null, socket)
      else callback(error, null)
    })
}
