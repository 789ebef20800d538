import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import { connectFailure } from '../../../packages/plugins/src/sql/postgres/connection/failure.ts'
import { demandVersion } from '../../../packages/plugins/src/sql/postgres/connection/pooler.ts'
import { startEmbedded, type TestServer } from '../../support/postgres-embedded.ts'
import { openPostgres, statementOf } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'
import { deadOrigin, startTcp } from '../../support/service.ts'

const targets: readonly [config: Record<string, string | number>, target: string, host?: string | undefined][] = [
  [{ url: 'postgres://me:pw@db.internal:6000/crm?sslmode=require' }, 'postgres://db.internal:6000/crm', 'db.internal:6000'],
  [{ url: 'postgresql://me@db.internal/crm' }, 'postgres://db.internal:5432/crm', 'db.internal:5432'],
  [{ url: 'postgres://me:p%40ss@[::1]/a%20b' }, 'postgres://[::1]:5432/a%20b', '[::1]:5432'],
  [{ url: 'postgres://me@/crm?host=/run/postgresql' }, 'postgres://%2Frun%2Fpostgresql:5432/crm', undefined],
  [{ host: 'db.internal', port: 6000, database: 'crm', user: 'me', password: 'pw' }, 'postgres://db.internal:6000/crm', 'db.internal:6000'],
  [{ database: 'crm' }, 'postgres://localhost:5432/crm', 'localhost:5432'],
  [{}, `postgres://localhost:5432/${userInfo().username}`, 'localhost:5432'],
  // An expression is expanded before anybody asks for the host.
  [{ url: '${{ secrets.CRM_URL }}' }, '${{ secrets.CRM_URL }}'],
  [{ url: 'postgres://${{ secrets.USER }}:pw@${{ secrets.HOST }}/crm' }, 'postgres://${{ secrets.HOST }}/crm'],
  [{ url: 'postgres://me:${{ secrets.PW }}@db.internal/crm' }, 'postgres://db.internal/crm'],
]
for (const [config, target, ...host] of targets) {
  test(`target() of ${JSON.stringify(config)} leads to ${target}, without secrets`, () => {
    assert.equal(postgresDriver.target(config), target)
    if (host.length > 0) assert.equal(postgresDriver.host?.(config), host[0])
  })
}

test('a user whose statements may not even take as long as opening a session is told of', () => {
  const cause = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })
  const { code, hint } = connectFailure(cause, 'postgres://db', 'me')
  assert.deepEqual([code, hint], ['timeout', 'Let statements of user "me" take longer: opening a session is cut short'])
})

test('host() tells where a URL leads that holds what looks like an expression', () =>
  assert.equal(postgresDriver.host?.({ url: 'postgres://me:${{@db.internal/crm' }), 'db.internal:5432'))

for (const url of [
  'mysql://me:hunter2@x/y',
  'nonsense hunter2',
  'postgres://me:hunter2@x/y?sslmode=maybe',
  'postgres://me:hunter2@x/y?options=-c%20a%3Db',
  'postgres://me:hunter2%zz@x/y',
  'postgres://me:hunter2@x/y?port=abc',
  'postgres://me:hunter2@x/y?port=70000',
  'postgres://me:hunter2@x:70000/y',
  'postgres://me:a@b/hunter2#@x/y',
  'postgres://me:a@b/hunter2@x/y',
  'postgres://me:a@b/c/hunter2@x/y',
  'postgres://me:a@b?hunter2@x/y',
  'postgres://me:1?hunter2@x/y',
  'postgres://me:1#hunter2@x/y',
  'postgres://me:1?hunter2=@x/y',
  'postgres://me:1?sslmode=hunter2@x/y',
  'postgres://me:pw@x/y?sslmode=hunter2',
  'postgres://me:hunter2@x/y?sslmode=disable&sslmode=require',
]) {
  test(`target() refuses ${url}, without quoting it`, () => {
    assert.throws(
      () => postgresDriver.target({ url }),
      (error: Error & { code: string }) => error.code === 'invalid' && !error.message.includes('hunter2'),
    )
  })
}

const several: readonly Record<string, string>[] = [
  { url: 'postgres://me:hunter2@a,b/y' },
  { url: 'postgres://me:hunter2@a:1,b:2/y' },
  { url: 'postgres:///y?host=a,b' },
  { host: 'a,b' },
]
for (const config of several) {
  test(`target() of ${JSON.stringify(config)} is refused, since it names several hosts`, () => {
    assert.throws(() => postgresDriver.target(config), { code: 'invalid', message: /several hosts: a run belongs to one server$/ })
  })
}

for (const [version, works] of [
  ['12.22', false],
  ['9.6.24', false],
  ['13.0 (Debian 13.0-1.pgdg100+1)', true],
  ['18beta1', true],
] as const)
  test(`PostgreSQL ${version} is ${works ? 'taken' : 'refused, naming the version that is needed'}`, () => {
    if (works) demandVersion(version)
    else assert.throws(() => demandVersion(version), { code: 'failed', message: /needs version 13 or later/ })
  })

let folder: string
let server: TestServer
let authority: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backout-tls-'))
  const openssl = (...options: string[]): void => void execFileSync('openssl', options, { cwd: folder, stdio: 'ignore' })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  )
  const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name), 'utf8')) as [string, string]
  authority = cert
  server = await startEmbedded({ tls: { cert, key }, password: 'hunter2 & 100%' })
})
after(async () => {
  await server.stop?.()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(config: Record<string, unknown>): Promise<unknown> {
  const full = { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres', password: 'hunter2 & 100%', ...config }
  await using session = await openPostgres(full as never, { access: 'read', root: folder })
  const { rows } = await session.query(await statementOf('select ssl from pg_stat_ssl where pid = pg_backend_pid()'), [])
  return rows[0]!['ssl']
}

const modes: readonly [when: string, config: () => Record<string, unknown>, encrypted: boolean | string][] = [
  ['nothing is said', () => ({}), true],
  ['it is disabled', () => ({ tls: { mode: 'disable' } }), false],
  ['it is required', () => ({ tls: { mode: 'require' } }), true],
  ['it is required by the URL', () => ({ url: `postgres://postgres@127.0.0.1:${server.port}/postgres?sslmode=require` }), true],
  ['the authority is not known', () => ({ tls: { mode: 'verify-ca' } }), 'certificate of the server does not verify'],
  ['the authority is known', () => ({ tls: { mode: 'verify-ca', ca: authority } }), true],
  ['the authority is known by its file', () => ({ tls: { mode: 'verify-ca', ca: 'cert.pem' } }), true],
  ['the name is another', () => ({ tls: { mode: 'verify-full', ca: 'cert.pem' } }), 'certificate of the server does not verify'],
  ['the name is verified', () => ({ host: 'localhost', tls: { mode: 'verify-full', ca: 'cert.pem' } }), true],
  ['the file of the authority is not there', () => ({ tls: { mode: 'verify-ca', ca: 'none.pem' } }), 'Cannot read "none.pem" as tls.ca'],
]
for (const [when, config, encrypted] of modes) {
  test(`a connection is ${encrypted === true ? 'encrypted' : encrypted === false ? 'plain' : 'refused'} when ${when}`, async () => {
    if (typeof encrypted === 'boolean') assert.equal(await ask(config()), encrypted)
    else assert.match((await rejection(ask(config()))).message, new RegExp(encrypted))
  })
}

test('a password may come in the URL, and PGPASSWORD stands in for one', async (t) => {
  assert.equal(
    await ask({
      password: undefined,
      url: `postgres://postgres:${encodeURIComponent('hunter2 & 100%')}@127.0.0.1:${server.port}/postgres`,
    }),
    true,
  )
  const saved = process.env['PGPASSWORD']
  t.after(() => (saved === undefined ? delete process.env['PGPASSWORD'] : (process.env['PGPASSWORD'] = saved)))
  process.env['PGPASSWORD'] = 'hunter2 & 100%'
  assert.equal(await ask({ password: undefined }), true)
})

const failures: readonly [
  when: string,
  config: () => Record<string, unknown> | Promise<Record<string, unknown>>,
  code: string,
  message: RegExp,
][] = [
  ['the password is wrong', () => ({ password: 'hunter3' }), 'failed', /password of user "postgres" is missing or wrong/],
  ['there is no password', () => ({ password: '' }), 'failed', /password of user "postgres" is missing or wrong/],
  ['there is no such database', () => ({ database: 'nothing' }), 'missing', /database "nothing" does not exist/],
  ['nothing listens', async () => ({ port: Number(new URL(await deadOrigin()).port) }), 'failed', /nothing listens there \(ECONNREFUSED\)/],
  ['the host has no address', () => ({ host: 'nowhere.invalid' }), 'failed', /does not resolve/],
]
for (const [when, config, code, message] of failures) {
  test(`connecting is ${code} when ${when}, and the error holds no password`, async () => {
    const error = await rejection(ask(await config()))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    assert.ok(!inspect(error, { depth: 10 }).includes('hunter'))
  })
}

test('a server that never answers is given up after the connect timeout', async () => {
  await using silent = await startTcp(() => undefined)
  const error = await rejection(ask({ port: Number(new URL(silent.origin).port), connectTimeout: '100ms' }))
  assert.equal(error.code, 'timeout')
})

test('a server that takes a connection and answers nothing over it, as a full pooler does, is given up with a word of that', async () => {
  // "It is you" and "ask" (PostgreSQL manual, 55.7).
  const greeting = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])
  await using full = await startTcp((socket) => socket.write(greeting))
  const error = await rejection(ask({ port: Number(new URL(full.origin).port), connectTimeout: '500ms', tls: { mode: 'disable' } }))
  assert.deepEqual([error.code, error.hint], ['timeout', 'If it is a pooler, give it more connections of the server: a run needs four'])
  assert.match(error.message, /: it took the connection, and did not answer in time$/)
})

test('a session that is printed shows no password outside of its configuration', async () => {
  await using session = await openPostgres({
    host: '127.0.0.1',
    port: String(server.port),
    user: 'postgres',
    database: 'postgres',
    password: 'hunter2 & 100%',
  })
  await session.query(await statementOf('select 1'), [])
  const shown = await session.database.using(async (connection) => inspect(connection, { depth: 20, showHidden: true }))
  assert.ok(!shown.includes('hunter2'))
})

test('a standby is read, and refuses a session that would write as it connects', async (t) => {
  const standby = await startEmbedded({ standby: true })
  t.after(() => standby.stop?.())
  const config = { host: standby.host, port: String(standby.port), user: 'postgres', database: 'postgres' }
  await using reading = await openPostgres(config, { access: 'read' })
  assert.deepEqual((await reading.query(await statementOf('select pg_is_in_recovery() as standby'), [])).rows, [{ standby: true }])
  await using writing = await openPostgres(config)
  const error = await rejection(postgresDriver.identity(writing))
  assert.deepEqual([error.code, error.hint], ['failed', 'Connect to the primary'])
  assert.match(error.message, /^Cannot write to postgres:\/\/.*: its server is a standby, which can only be read$/)
})
