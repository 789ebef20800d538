import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { json, startService, startTcp } from '../../support/service.ts'
import { type StepBench, stepBench } from '../../support/step-bench.ts'

function benchFor(baseUrl: string): StepBench {
  return stepBench({ 'services.api': { driver: httpDriver, config: { baseUrl, timeout: '10s' }, scope: ['* /**'] } })
}

/** Sets the variables that name proxies, for the time of a test. */
function useProxies(t: TestContext, proxies: { readonly [name: string]: string }): void {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']
  const saved = names.map((name) => [name, process.env[name]] as const)
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  for (const name of names) set(name, proxies[name])
  t.after(() => {
    for (const [name, value] of saved) set(name, value)
  })
}

test('http/request goes through the proxy that the environment names, but not for hosts of NO_PROXY', async (t) => {
  await using service = await startService((_, response) => json(response, 200, { from: 'service' }))
  await using proxy = await startService((_, response) => json(response, 200, { from: 'proxy' }))
  const ask = async (): Promise<unknown> =>
    ((await benchFor(service.origin).run(httpRequest, { connection: 'api' })) as { body: { from: string } }).body.from
  useProxies(t, { HTTP_PROXY: proxy.origin })
  assert.equal(await ask(), 'proxy')
  assert.equal(proxy.seen[0]!.url, `${service.origin}/`)
  useProxies(t, { HTTP_PROXY: proxy.origin.replace('http://', '') })
  assert.equal(await ask(), 'proxy')
  useProxies(t, { HTTP_PROXY: proxy.origin, NO_PROXY: '127.0.0.1' })
  assert.equal(await ask(), 'service')
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
