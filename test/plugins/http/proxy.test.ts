import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { deadOrigin, json, startService, startTcp } from '../../support/service.ts'
import { type StepBench, stepBench } from '../../support/step-bench.ts'
import { proxyOf } from '../../../packages/plugins/src/http/exchange/proxy.ts'
import { useProxies } from './proxies.ts'

function benchFor(baseUrl: string): StepBench {
  return stepBench({ 'services.api': { driver: httpDriver, config: { baseUrl, timeout: '10s' }, scope: ['* /**'] } })
}

test('http/request goes through the proxy that the environment names, but never to this machine', async (t) => {
  await using service = await startService((_, response) => json(response, 200, { from: 'service' }))
  await using proxy = await startService((_, response) => json(response, 200, { from: 'proxy' }))
  const ask = async (origin: string): Promise<unknown> =>
    ((await benchFor(origin).run(httpRequest, { connection: 'api' })) as { body: { from: string } }).body.from
  useProxies(t, { HTTP_PROXY: proxy.origin })
  assert.equal(await ask('http://flags.example'), 'proxy')
  assert.equal(proxy.seen[0]!.url, 'http://flags.example/')
  assert.equal(await ask(service.origin), 'service')
})

const proxies: readonly [service: string, env: object, proxy: string | undefined][] = [
  ['http://flags.example', {}, undefined],
  ['http://flags.example', { HTTP_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
  ['http://flags.example', { HTTP_PROXY: 'proxy.example:3128' }, 'http://proxy.example:3128/'],
  ['http://flags.example', { HTTP_PROXY: 'http://one.example', http_proxy: 'http://two.example' }, 'http://two.example/'],
  ['http://flags.example', { HTTP_PROXY: 'http://one.example', http_proxy: '' }, undefined],
  ['http://flags.example', { HTTPS_PROXY: 'http://proxy.example' }, undefined],
  ['https://flags.example', { HTTPS_PROXY: 'https://u:p%40@proxy.example' }, 'https://u:p%40@proxy.example/'],
  ['https://flags.example', { HTTP_PROXY: 'http://proxy.example' }, 'http://proxy.example/'],
  ['https://flags.example', { HTTP_PROXY: 'http://proxy.example', HTTPS_PROXY: '' }, 'http://proxy.example/'],
  ...['localhost', 'flags.localhost', 'localhost.', '127.0.0.1', '127.1.2.3', '[::1]'].map((host): [string, object, undefined] => [
    `http://${host}:8080`,
    { HTTP_PROXY: 'http://proxy.example' },
    undefined,
  ]),
  ...[
    '*',
    'flags.example',
    'FLAGS.example.',
    'other.example, flags.example',
    'other flags.example:80',
    '.example',
    'example',
    '*.example',
  ].map((list): [string, object, undefined] => ['http://flags.example', { HTTP_PROXY: 'http://proxy.example', NO_PROXY: list }, undefined]),
  ...['', ',', 'lags.example', '*.flags.example', 'flags.example:443', '*:443', 'flags.example.org'].map(
    (list): [string, object, string] => [
      'http://flags.example',
      { HTTP_PROXY: 'http://proxy.example', NO_PROXY: list },
      'http://proxy.example/',
    ],
  ),
  ['http://flags.example', { HTTP_PROXY: 'http://proxy.example', NO_PROXY: '', no_proxy: '*' }, undefined],
  ['http://[fd00::1]:81', { HTTP_PROXY: 'http://proxy.example', NO_PROXY: 'fd00::1' }, undefined],
  ['http://[fd00::1]:81', { HTTP_PROXY: 'http://proxy.example', NO_PROXY: '[fd00::1]:81' }, undefined],
  ...[
    ['http://10.1.2.3', '192.168.0.0/16,10.0.0.0/8', undefined],
    ['http://10.1.2.3', '10.1.2.3/32', undefined],
    ['http://10.1.2.3', '0.0.0.0/0', undefined],
    ['http://10.1.2.3', '10.2.0.0/16 10.0.0.0/33 10.0.0.0/ /8 10.0.0.0/x fd00::/8 ::/0', 'http://proxy.example/'],
    ['http://[fd00::1]:81', 'fd00::/8', undefined],
    ['http://[fd00::1]:81', 'fe80::/10 0.0.0.0/0 fd00::/129', 'http://proxy.example/'],
    ['http://flags.example', '0.0.0.0/0 ::/0 flags.example/8', 'http://proxy.example/'],
  ].map(
    ([service, list, proxy]) =>
      [service, { HTTP_PROXY: 'http://proxy.example', NO_PROXY: list }, proxy] as [string, object, string | undefined],
  ),
]
for (const [service, env, proxy] of proxies) {
  test(`proxyOf() gives ${proxy ?? 'none'} for ${service} where ${JSON.stringify(env)} is set`, () =>
    assert.equal(proxyOf(new URL(service), env as { [name: string]: string })?.href, proxy))
}

for (const url of [
  ' ',
  'socks5://u:secret@proxy.example',
  'http://u:secret@[::1',
  'http://u:12#secret@proxy.example',
  'http://u:12/secret@proxy.example',
  'http://u:secret%zz@proxy.example',
]) {
  test(`proxyOf() refuses ${url}, and quotes nothing of it`, () =>
    assert.throws(() => proxyOf(new URL('http://flags.example'), { HTTP_PROXY: url }), {
      code: 'invalid',
      message: 'Cannot use the proxy that HTTP_PROXY or HTTPS_PROXY names: it is not a URL of http or https',
    }))
}

test('an error names the proxy by way of which a service was to be asked, but not the password for it', async (t) => {
  const gone = await deadOrigin()
  useProxies(t, { HTTPS_PROXY: gone.replace('http://', 'http://user:secret@') })
  await assert.rejects(benchFor('https://flags.example').run(httpRequest, { connection: 'api', method: 'POST' }), {
    code: 'failed',
    message: `Cannot send POST https://flags.example/ by way of the proxy ${gone} after 4 attempts: nothing listens there (ECONNREFUSED)`,
    hint: 'Look at HTTP_PROXY and HTTPS_PROXY; NO_PROXY lists the hosts that are asked directly',
  })
})

const refusals: readonly [status: string, protocol: string, method: string, asked: number][] = [
  ['407 Proxy Authentication Required', 'http', 'GET', 1],
  ['407 Proxy Authentication Required', 'http', 'PUT', 1],
  ['407 Proxy Authentication Required', 'http', 'POST', 1],
  ['407 Proxy Authentication Required', 'https', 'PUT', 1],
  ['403 Forbidden', 'https', 'POST', 1],
  ['503 Service Unavailable', 'https', 'POST', 4],
]
for (const [status, protocol, method, asked] of refusals) {
  test(`http/request by ${method} fails, and is sent ${asked} times, where a proxy answers ${status} in place of a service of ${protocol}`, async (t) => {
    await using proxy = await startTcp((socket) => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`))
    useProxies(t, { HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin })
    const sent = benchFor(`${protocol}://flags.example`).run(httpRequest, { connection: 'api', method })
    const message = new RegExp(`the proxy did not pass it on, and answered ${status.slice(0, 3)}$`)
    await assert.rejects(sent, { code: 'failed', message })
    assert.equal(proxy.seen.length, asked)
  })
}

test('what must not be repeated has a connection of its own also through a proxy', async (t) => {
  const asked: string[] = []
  await using proxy = await startTcp((socket, first) => {
    asked.push(first)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  useProxies(t, { HTTP_PROXY: proxy.origin })
  const bench = benchFor('http://flags.example')
  for (const method of ['GET', 'POST']) await bench.run(httpRequest, { connection: 'api', method })
  assert.deepEqual(
    asked.map((head) => /^connection: (.*)$/m.exec(head)?.[1]?.trim()),
    ['keep-alive', 'close'],
  )
})
