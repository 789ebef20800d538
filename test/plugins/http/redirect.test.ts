import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { json, type Service, startService } from '../../support/service.ts'
import { type StepBench, stepBench } from '../../support/step-bench.ts'

function benchFor(baseUrl: string, scope: readonly string[], config: object = {}): StepBench {
  return stepBench({ 'services.api': { driver: httpDriver, config: { baseUrl, ...config }, scope } })
}

function redirecting(status: number, location: string): Promise<Service> {
  return startService((seen, response) =>
    seen.url.endsWith('/from')
      ? response.writeHead(status, { location }).end()
      : json(response, 200, { method: seen.method, body: seen.body }),
  )
}

const followed: readonly [method: string, status: number, asked: string][] = [
  ['GET', 301, 'GET'],
  ['GET', 302, 'GET'],
  ['GET', 307, 'GET'],
  ['HEAD', 303, 'HEAD'],
  ['POST', 301, 'GET'],
  ['POST', 302, 'GET'],
  ['POST', 303, 'GET'],
  ['POST', 307, 'POST'],
  ['POST', 308, 'POST'],
  ['PUT', 301, 'PUT'],
  ['PUT', 303, 'GET'],
  ['DELETE', 308, 'DELETE'],
  ['PATCH', 302, 'PATCH'],
]
for (const [method, status, asked] of followed) {
  test(`http/request follows ${status} after ${method} with ${asked}, as browsers do`, async () => {
    await using service = await redirecting(status, '/v1/to')
    const bench = benchFor(`${service.origin}/v1`, [`${method} /from`, `${asked} /to`])
    await bench.run(httpRequest, {
      connection: 'api',
      method,
      path: '/from',
      ...(method !== 'HEAD' && method !== 'GET' && { body: { a: 1 } }),
    })
    const [first, second] = service.seen
    assert.deepEqual([second!.method, second!.url], [asked, '/v1/to'])
    const keeps = asked === method && method !== 'GET' && method !== 'HEAD'
    assert.equal(second!.body, keeps ? first!.body : '')
    assert.equal(second!.headers['idempotency-key'], keeps ? 'r1/step/0' : undefined)
  })
}

test('http/request follows a redirect to a path that is not encoded as the UTF-8 that it is', async () => {
  await using service = await redirecting(302, Buffer.from('/v1/café?x=ü').toString('latin1'))
  await benchFor(`${service.origin}/v1`, ['GET /from', 'GET /caf%C3%A9']).run(httpRequest, { connection: 'api', path: '/from' })
  assert.equal(service.seen[1]!.url, '/v1/caf%C3%A9?x=%C3%BC')
})

const refused: readonly [when: string, method: string, status: number, location: string][] = [
  ['it leads out of scope', 'GET', 302, '/secret'],
  ['it leads out of the base URL', 'GET', 302, '/../to'],
  ['it leads to another host', 'GET', 301, 'http://evil.example/v1/to'],
  ['it leads to another port', 'GET', 301, 'http://127.0.0.1:1/v1/to'],
  ['it leads to another protocol', 'GET', 301, 'file:///etc/passwd'],
  ['it hides another host', 'GET', 301, '//evil.example/v1/to'],
  ['a write is sent on out of scope', 'PUT', 307, '/v1/secret'],
]
for (const [when, method, status, location] of refused) {
  test(`http/request refuses a redirect when ${when}`, async () => {
    await using service = await redirecting(status, location)
    const run = benchFor(`${service.origin}/v1`, [`${method} /from`, `${method} /to`]).run(httpRequest, {
      connection: 'api',
      method,
      path: '/from',
    })
    await assert.rejects(run, (error: Error & { code: string; hint: string }) => error.code === 'out-of-scope' && error.hint.length > 0)
    assert.equal(service.seen.length, 1)
  })
}

test('http/request follows a redirect with credentials without them, and shows neither them nor its query', async () => {
  await using service = await startService(({ url }, response) => {
    const { host } = new URL(service.origin)
    response.writeHead(url === '/v1/from' ? 302 : 404, { location: `http://me:hunter2@${host}/v1/to?signature=hunter1#hunter3` }).end()
  })
  const run = benchFor(`${service.origin}/v1`, ['GET /from', 'GET /to']).run(httpRequest, { connection: 'api', path: '/from' })
  await assert.rejects(run, (error: Error) => error.message.includes('/v1/to: ') && !error.message.includes('hunter'))
  assert.equal(service.seen[1]!.headers.authorization, undefined)
  assert.equal(service.seen[1]!.url, '/v1/to?signature=hunter1')
})

test('a write that answers with a redirect to look at out of scope is applied, and its step fails', async () => {
  await using service = await redirecting(303, '/secret')
  const bench = benchFor(service.origin, ['POST /from'])
  const input = { connection: 'api', method: 'POST', path: '/from' }
  const [change] = await Array.fromAsync(httpRequest.changes(input as never, bench.context(), {}))
  const { result } = await httpRequest.apply(change!.unit, bench.context())
  assert.equal((result as { status: number }).status, 303)
  await assert.rejects(bench.run(httpRequest, input), { code: 'out-of-scope' })
})

test('http/request gives a redirect that is expected as the answer', async () => {
  await using service = await redirecting(302, 'http://evil.example/')
  const output = await benchFor(service.origin, ['GET /from']).run(httpRequest, {
    connection: 'api',
    path: '/from',
    expect: { status: 302 },
  })
  const { status, headers } = output as { status: number; headers: Record<string, string> }
  assert.deepEqual([status, headers['location']], [302, 'http://evil.example/'])
})

test('http/request gives up redirects that never end', async () => {
  await using service = await startService((seen, response) => response.writeHead(302, { location: `${seen.url}x` }).end())
  const run = benchFor(service.origin, ['GET /**'], { redirects: 3 }).run(httpRequest, { connection: 'api', path: '/a' })
  await assert.rejects(run, { code: 'failed' })
  assert.equal(service.seen.length, 4)
})
