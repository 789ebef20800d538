import { userInfo } from 'node:os'
import { isUnbound, PlanError } from '@backout/core/plugin'
import type { PostgresConfig } from './config.ts'

/** How much a connection insists on encryption: libpq's words. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** Where a connection leads and how, with all defaults. Nothing of it comes from the environment but the password. */
export interface Target {
  /** A name, an address, or the folder of a socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  readonly mode: TlsMode
}

/** The target of a configuration whose secrets are filled in. Errors: `invalid`, which never quotes the URL. */
export function targetOf(config: PostgresConfig): Target {
  const url = config.url === undefined ? undefined : parsedUrl(config.url)
  const user = config.user ?? decoded(url?.username) ?? userInfo().username
  const asked = url?.searchParams
  const host = config.host ?? asked?.get('host') ?? decoded(hostOf(url)) ?? 'localhost'
  if (host.includes(',')) throw severalHosts()
  return {
    host,
    port: config.port ?? portOf(asked?.get('port') ?? url?.port),
    database: config.database ?? decoded(url?.pathname.slice(1)) ?? user,
    user,
    password: config.password ?? decoded(url?.password),
    mode: config.tls?.mode ?? modeOf(asked?.get('sslmode')) ?? 'prefer',
  }
}

/** Where a configuration leads, without secrets; what still waits for a secret is shown as it is written. Errors: `invalid`. */
export function shownTarget(config: PostgresConfig): string {
  if ([config.url, config.host, config.database].some(isUnbound)) return shownTemplate(config)
  const { host, port, database } = targetOf(config)
  return shownAddress({ host, port, database })
}

/** `postgres://host:port/database` */
export function shownAddress({ host, port, database }: Pick<Target, 'host' | 'port' | 'database'>): string {
  const place = host.startsWith('/') ? `${encodeURIComponent(host)}:${port}` : hostAndPort({ host, port })
  return `postgres://${place}/${encodeURIComponent(database)}`
}

/** `host:port`, an IPv6 address in brackets. */
export function hostAndPort({ host, port }: Pick<Target, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function shownTemplate({ url, host, port, database }: PostgresConfig): string {
  const shown = url === undefined ? `postgres://${host ?? 'localhost'}:${port ?? 5432}/${database ?? ''}` : withoutUser(url)
  const over = url === undefined ? [] : Object.entries({ host, port, database }).filter(([, value]) => value !== undefined)
  return [shown, ...over.map(([name, value]) => `${name}=${value}`)].join(' ')
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)(?:[^/?#]|\$\{\{.*?\}\})*@/i, '$1').replace(/([?&]password=)[^&]*/gi, '$1***')
}

function parsedUrl(text: string): URL {
  // A socket has no host: `postgres:///db?host=/run/postgresql`, or `postgres://user@/db…`, which URL does not take.
  const url = URL.parse(text) ?? URL.parse(text.replace(/^([a-z]+:\/\/[^/@]*@)\//i, '$1socket.invalid/'))
  if (!url && /^[a-z]+:\/\/(?:[^/]*@)?[^/@]*,/i.test(text)) throw severalHosts()
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || isCut(url)) throw bad(form)
  for (const name of url.searchParams.keys()) {
    if (!known.has(name)) throw bad(`its parameter "${name}" is not known`, 'sslmode, host and port are; all else has a key of its own')
    if (url.searchParams.getAll(name).length > 1) throw bad(`its parameter "${name}" comes twice`)
  }
  return url
}

const form = 'it is not of the form postgres://user:password@host:port/database, where a #, / or ? of a password is written %23, %2F or %3F'

const known: ReadonlySet<string> = new Set(['sslmode', 'host', 'port'])

/** Whether a character that was not escaped ended the user's part early: then a piece of the password would pass for a host or a database. */
function isCut({ hash, pathname, searchParams }: URL): boolean {
  return (
    hash !== '' || /[/@]/.test(pathname.slice(1)) || [...searchParams].some(([name, value]) => !/^\w*$/.test(name) || value.includes('@'))
  )
}

function hostOf(url: URL | undefined): string | undefined {
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1')
  return host === 'socket.invalid' ? undefined : host
}

function modeOf(text: string | null | undefined): TlsMode | undefined {
  if (text === null || text === undefined) return undefined
  if (/^(disable|prefer|require|verify-ca|verify-full)$/.test(text)) return text as TlsMode
  if (text === 'allow') return 'prefer'
  throw bad('its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full')
}

function portOf(text: string | undefined): number {
  const port = Number(text || 5432)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw bad('its port is not a number from 1 to 65535')
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw bad('a % in it is not followed by two hexadecimal digits; % itself is written %25')
  }
}

function severalHosts(): PlanError {
  return new PlanError('invalid', 'Cannot use a PostgreSQL connection that names several hosts: a run belongs to one server', {
    hint: 'Name the one that is to be written, or an address that always leads to it',
  })
}

function bad(reason: string, hint?: string): PlanError {
  return new PlanError('invalid', `Cannot use the URL of a PostgreSQL connection: ${reason}`, { hint })
}
