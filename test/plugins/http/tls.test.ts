import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { json, recording, type Seen, type Service, started } from '../../support/service.ts'
import { stepBench } from '../../support/step-bench.ts'
import { tlsHint } from '../../../packages/plugins/src/http/send/tls-failure.ts'
import { startTunnel, useProxies } from './proxies.ts'

const folder = mkdtempSync(join(tmpdir(), 'backout-tls-'))
const pemOf = (name: string): string => readFileSync(join(folder, name), 'utf8')

before(() => {
  const names = ['-subj', '/CN=flags.internal', '-addext', 'subjectAltName=DNS:flags.internal,IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', 'key.pem', '-out', 'cert.pem'], { cwd: folder, stdio: 'ignore' })
  execFileSync('openssl', ['req', '-x509', ...kind, '-subj', '/CN=other', '-keyout', 'other.key', '-out', 'other.pem'], {
    cwd: folder,
    stdio: 'ignore',
  })
})
after(() => rmSync(folder, { recursive: true, force: true }))

async function secureService(): Promise<Service> {
  const seen: Seen[] = []
  const answer = recording(seen, (_, response) => json(response, 200, {}))
  return started(createServer({ key: pemOf('key.pem'), cert: pemOf('cert.pem') }, answer), 'https', seen)
}

const hints: readonly [code: string, proxy: string | undefined, hint: RegExp][] = [
  ['CERT_HAS_EXPIRED', undefined, /has to be renewed, unless the clock/],
  ['CERT_NOT_YET_VALID', undefined, /has to be renewed, unless the clock/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, /http is spoken on this port/],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'http://proxy.example', /as tls\.ca of the connection$/],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'https://proxy.example',
    /as tls\.ca of the connection; if it is that of the proxy, .* NODE_EXTRA_CA_CERTS$/,
  ],
]
for (const [code, proxy, hint] of hints) {
  test(`tlsHint() says what to do about ${code} by way of ${proxy ?? 'no proxy'}`, () =>
    assert.match(tlsHint(code, proxy === undefined ? undefined : new URL(proxy)) ?? '', hint))
}

/** Sends one request. Gives undefined where it is answered, else what was thrown. */
async function refusal(service: Service, tls: object | undefined, method = 'POST'): Promise<Rejection | undefined> {
  const config = { baseUrl: service.origin, ...(tls && { tls }) } as never
  const bench = stepBench({ 'services.api': { driver: httpDriver, config, scope: ['* /**'] } })
  return bench.run(httpRequest, { connection: 'api', method }).then(
    () => undefined,
    (thrown: Rejection) => thrown,
  )
}

type Rejection = Error & { readonly code: string; readonly hint?: string }

const accepted = [
  { when: 'tls.ca is PEM text', tls: () => ({ ca: pemOf('cert.pem') }) },
  { when: 'tls.ca is a file', tls: () => ({ ca: join(folder, 'cert.pem') }) },
  { when: 'tls.serverName is a name of the certificate', tls: () => ({ ca: pemOf('cert.pem'), serverName: 'flags.internal' }) },
]
for (const { when, tls } of accepted) {
  test(`http/request accepts a certificate when ${when}`, async () => {
    await using service = await secureService()
    assert.equal(await refusal(service, tls()), undefined)
    assert.equal(service.seen.length, 1)
  })
}

const refused = [
  {
    when: 'nobody vouches for it',
    tls: () => undefined,
    code: 'failed',
    says: /certificate of the service does not verify/,
    hint: /as tls\.ca of/,
  },
  {
    when: 'it is for another name',
    tls: () => ({ ca: pemOf('cert.pem'), serverName: 'other.internal' }),
    code: 'failed',
    says: /certificate of the service does not verify/,
    hint: /as tls\.serverName of/,
  },
  {
    when: 'tls.ca is not there',
    tls: () => ({ ca: 'no-such.pem' }),
    code: 'missing',
    says: /no-such\.pem/,
    hint: /root of the repository/,
  },
  {
    when: 'the key of the client is that of another certificate',
    tls: () => ({ cert: pemOf('cert.pem'), key: otherKey() }),
    code: 'invalid',
    says: /^Cannot use tls\.cert with tls\.key: the key is that of another certificate$/,
  },
]
for (const { when, tls, code, says, hint = /^$/ } of refused) {
  test(`http/request sends nothing, and fails at once, when ${when}`, async () => {
    await using service = await secureService()
    const error = await refusal(service, tls())
    assert.equal(error?.code, code)
    assert.match(error.message, says)
    assert.match(error.hint ?? '', hint)
    assert.doesNotMatch(String((error.cause as Error | undefined)?.message), /--use-system-ca/)
    assert.equal(service.seen.length, 0)
  })
}

const ways = [
  { by: 'directly', minVersion: 'TLSv1.3' },
  { by: 'directly', minVersion: 'TLSv1.2' },
  { by: 'by way of a proxy', minVersion: 'TLSv1.3' },
] as const
for (const { by, minVersion } of ways) {
  test(`a POST that a service of ${minVersion} does not read, asked ${by}, as it takes no certificate of the client, has failed, and is sent once`, async (t) => {
    let connections = 0
    const options = { key: pemOf('key.pem'), cert: pemOf('cert.pem'), ca: pemOf('other.pem'), minVersion, maxVersion: minVersion }
    const server = createServer({ ...options, requestCert: true, rejectUnauthorized: true }).on('connection', () => (connections += 1))
    await using service = await started(server, 'https', [])
    // By way of a proxy the service has another name; the proxy itself asks for no certificate.
    await using proxy = await startTunnel(service.origin)
    if (by !== 'directly') useProxies(t, { HTTPS_PROXY: proxy.origin })
    const baseUrl = by === 'directly' ? service.origin : 'https://flags.internal'
    const error = await refusal({ ...service, origin: baseUrl }, { ca: pemOf('cert.pem') })
    assert.equal(error?.code, 'failed')
    assert.match(
      error.message,
      minVersion === 'TLSv1.3' ? /does not take the certificate of the client, or misses one/ : /no secure connection/,
    )
    assert.match(error.hint ?? '', /as tls\.cert of the connection, and its key as tls\.key/)
    assert.equal(connections, 1)
  })
}

test('http/request refuses a certificate that does not verify although the environment of Node says not to look', async (t) => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  t.after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
  await using service = await secureService()
  assert.match((await refusal(service, undefined))!.message, /certificate of the service does not verify/)
  assert.equal(service.seen.length, 0)
})

function otherKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}
