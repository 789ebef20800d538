import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { startEmbedded, type TestServer } from './postgres-embedded.ts'

/** A database of one test file's own, dropped when disposed. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  /** `postgres://user@host:port/name`, as the superuser of the test server. */
  readonly url: string
  /** Where the server listens, for a proxy in front of it. */
  readonly server: ServerAddress
  /** The rows of one statement; bigint and numeric as strings. */
  query(sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** As `query`, over a connection that is kept open; for transactions and locks of a test's own. */
  client(): Promise<Client>
  /** The same database at another place: through a proxy, as another user. */
  urlAt(change: { readonly port?: number; readonly user?: string; readonly password?: string }): string
}

/** A TCP port on loopback, or the path of a socket. */
export type ServerAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** Creates an empty database on the test server: `BACKOUT_TEST_POSTGRES_URL`, else 127.0.0.1:5432, else an embedded one. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const name = `backout_test_${randomBytes(6).toString('hex')}`
  await once(server, 'postgres', `create database ${name}`)
  const clients = new Set<Client>()
  const client = async (): Promise<Client> => {
    const opened = await connected(server, name)
    clients.add(opened)
    return opened
  }
  const dispose = async (): Promise<void> => {
    await Promise.all([...clients].map((one) => one.end().catch(() => undefined)))
    await once(server, 'postgres', `drop database if exists ${name} with (force)`)
    await server.stop?.()
  }
  return {
    name,
    url: urlOf(server, name, {}),
    server: server.socket === undefined ? { host: server.host, port: server.port } : { path: server.socket },
    query: (sql, params) => once(server, name, sql, params),
    client,
    urlAt: (change) => urlOf(server, name, change),
    [Symbol.asyncDispose]: dispose,
  }
}

async function testServer(): Promise<TestServer> {
  const given = process.env['BACKOUT_TEST_POSTGRES_URL']
  if (given !== undefined && given !== '') return ofUrl(new URL(given))
  const local = { host: '127.0.0.1', port: 5432, user: 'postgres' }
  return (await answers(local)) ? local : startEmbedded()
}

function ofUrl(url: URL): TestServer {
  const password = decodeURIComponent(url.password)
  const user = decodeURIComponent(url.username) || 'postgres'
  return { host: url.hostname, port: Number(url.port || 5432), user, ...(password !== '' && { password }) }
}

async function answers(server: TestServer): Promise<boolean> {
  return once(server, 'postgres', 'select 1').then(
    () => true,
    () => false,
  )
}

async function once(
  server: TestServer,
  database: string,
  sql: string,
  params: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = await connected(server, database)
  try {
    return (await client.query(sql, [...params])).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

async function connected({ host, port, user, password }: TestServer, database: string): Promise<Client> {
  const client = new Client({ host, port, user, database, password: password ?? '', connectionTimeoutMillis: 60_000 })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function urlOf(
  server: TestServer,
  name: string,
  { port, user, password }: { readonly port?: number; readonly user?: string; readonly password?: string },
): string {
  const secret = password ?? (user === undefined ? server.password : undefined)
  const who = encodeURIComponent(user ?? server.user) + (secret === undefined ? '' : `:${encodeURIComponent(secret)}`)
  if (server.socket !== undefined && port === undefined) {
    return `postgres://${who}@/${name}?host=${encodeURIComponent(server.host)}&port=${server.port}`
  }
  return `postgres://${who}@${port === undefined ? server.host : '127.0.0.1'}:${port ?? server.port}/${name}`
}
