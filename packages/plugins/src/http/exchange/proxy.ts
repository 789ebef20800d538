import { BlockList, isIP } from 'node:net'
import { PlanError } from '@backout/core/plugin'
import { portOf } from '../address/service-url.ts'

type Environment = { readonly [name: string]: string | undefined }

/**
 * The proxy by way of which a service is asked, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say (in lower case they win, as in curl); undefined where it is asked
 * directly. That is always so for this machine itself, as in Go: to a proxy, `localhost` would be another one. Errors: `invalid`, which never quotes the URL, as it may hold a password.
 */
export function proxyOf(service: URL, env: Environment): URL | undefined {
  const http = firstOf(env, 'http_proxy', 'HTTP_PROXY')
  const named = service.protocol === 'https:' ? firstOf(env, 'https_proxy', 'HTTPS_PROXY') || http : http
  const host = service.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const isExcepted = (firstOf(env, 'no_proxy', 'NO_PROXY') ?? '').split(/[,\s]+/).some((entry) => excepts(entry, host, portOf(service)))
  return !named || isExcepted || isLoopback(host) ? undefined : parsed(named)
}

function firstOf(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined)
}

/** Without a protocol it is `http:`, as curl has it. What follows the host would be the rest of a password that is not encoded. */
function parsed(named: string): URL {
  const url = URL.parse(named.includes('://') ? named : `http://${named}`)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname) && !url.search && !url.hash
  if (isPlain && isDecodable(url.username + url.password)) return url
  throw new PlanError('invalid', 'Cannot use the proxy that HTTP_PROXY or HTTPS_PROXY names: it is not a URL of http or https', {
    hint: 'It is written like http://user:password@proxy.example.com:3128, with special characters of the password percent-encoded',
  })
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

/** An entry of NO_PROXY: `*`, a host with all that is below it, `*.` and a domain for only what is below, each with a port for that alone; or a range of addresses. */
function excepts(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isInRange(host, entry)
  const [, bracketed, plain, onPort] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? []
  // An IPv6 address without brackets has no port.
  const name = (bracketed ?? plain ?? entry).toLowerCase().replace(/\.$/, '')
  if (name === '' || (onPort !== undefined && onPort !== port)) return false
  const domain = name.replace(/^\*?\./, '')
  return name === '*' || host.endsWith(`.${domain}`) || (host === domain && !name.startsWith('*'))
}

/** Whether a service that is named by its address is in a range (CIDR, RFC 4632), as in Go and curl; a name is not looked up for that. */
function isInRange(host: string, range: string): boolean {
  const version = isIP(host)
  const [, network = '', bits = ''] = /^(.+)\/(\d+)$/.exec(range) ?? []
  if (version === 0 || isIP(network) !== version || Number(bits) > (version === 4 ? 32 : 128)) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}

function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)
}
