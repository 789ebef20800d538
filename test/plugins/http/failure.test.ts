import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { failureOf } from '../../../packages/plugins/src/http/send/failure.ts'
import { retryAfter } from '../../../packages/plugins/src/http/send/retry.ts'
import { rejection } from '../../support/rejection.ts'
import { deadOrigin, json, startService, startTcp } from '../../support/service.ts'
import { type StepBench, stepBench } from '../../support/step-bench.ts'
import { until } from '../../support/until.ts'

function benchFor(baseUrl: string, config: object = {}): StepBench {
  return stepBench({ 'services.api': { driver: httpDriver, config: { baseUrl, ...config }, scope: ['* /**'] } })
}

const reset = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf'

const misbehaviours: readonly [when: string, answer: string | undefined, method: string, code: string][] = [
  ['the connection closes without an answer', '', 'GET', 'failed'],
  ['the connection closes without an answer', '', 'PUT', 'unknown'],
  ['the connection closes without an answer', '', 'POST', 'unknown'],
  ['the connection breaks in the body', reset, 'GET', 'failed'],
  ['the connection breaks in the body', reset, 'POST', 'unknown'],
  ['the answer is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'GET', 'failed'],
  ['the answer is not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'POST', 'unknown'],
  ['no answer comes in time', undefined, 'GET', 'timeout'],
  ['no answer comes in time', undefined, 'POST', 'unknown'],
]
for (const [when, answer, method, code] of misbehaviours) {
  test(`http/request by ${method} ends as ${code} when ${when}`, async () => {
    await using service = await startTcp((socket) => {
      if (answer !== undefined) socket.end(answer)
    })
    const config = { retries: 0, timeout: answer === undefined ? '100ms' : '10s' }
    const error = await rejection(
      benchFor(service.origin, config).run(httpRequest, { connection: 'api', method, headers: { Authorization: 'hunter2' } }),
    )
    assert.equal(error.code, code)
    assert.ok(!error.message.includes('hunter2'))
    assert.equal(error.hint !== undefined, code === 'unknown')
  })
}

for (const [answer, says] of [
  ['SSH-2.0-OpenSSH_9.9\r\n', /: what came back is not HTTP$/],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n', /: what came back is not HTTP$/],
  [`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`, /: the headers of its answer are larger than 16 KiB/],
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', /: it was answered "100 Continue", for which nobody had asked$/],
] as const) {
  test(`http/request asks once, and says what is wrong, when the answer begins with ${answer.slice(0, 30).trim()}`, async () => {
    await using service = await startTcp((socket) => void socket.end(answer))
    const error = await rejection(benchFor(service.origin).run(httpRequest, { connection: 'api' }))
    assert.match(error.message, says)
    assert.equal(service.seen.length, 1)
  })
}

for (const [answer, says] of [
  ['HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 'while the answer 200 was being read'],
  ['HTTP/1.1 200 O', 'before an answer came'],
] as const)
  for (const [method, asked] of [
    ['GET', 3],
    ['PUT', 3],
    ['POST', 1],
  ] as const)
    test(`http/request by ${method} tells of a connection that broke, and sends ${asked} times, when an answer ends ${says}`, async () => {
      await using service = await startTcp((socket) => void socket.end(answer))
      const error = await rejection(benchFor(service.origin, { retries: 2 }).run(httpRequest, { connection: 'api', method }))
      assert.ok(error.message.includes(`: the connection broke ${says}`), error.message)
      assert.equal(service.seen.length, asked)
    })

test('failureOf() tells what came of each address of a host that has several', () => {
  const errors = ['connect ETIMEDOUT 192.0.2.1:80', 'connect ENETUNREACH 2001:db8::1:80'].map((text) => new Error(text))
  const error = new Error('Connect Timeout Error (timeout: 10000ms)', { cause: new AggregateError(errors) })
  const broken = { kind: 'broken', sent: false, writes: true, error } as const
  const signal = new AbortController().signal
  const { cause } = failureOf({ what: 'PUT http://api.test/', proxy: undefined, broken, doubtful: false, attempts: 1, signal })
  assert.equal((cause as Error).message, errors.map(({ message }) => message).join('; '))
})

for (const method of ['GET', 'POST']) {
  test(`http/request by ${method} fails, and nothing is unknown, when nothing listens`, async () => {
    const error = await rejection(benchFor(await deadOrigin(), { retries: 1 }).run(httpRequest, { connection: 'api', method }))
    assert.equal(error.code, 'failed')
    assert.match(error.message, /after 2 attempts: nothing listens there/)
  })
}

test('http/request fails at once when the name does not resolve', async () => {
  const error = await rejection(benchFor('http://nowhere.invalid').run(httpRequest, { connection: 'api', method: 'POST' }))
  assert.equal(error.code, 'failed')
  assert.match(error.message, /does not resolve|cannot be looked up/)
})

const repeated: readonly [when: string, method: string, input: object, requests: number][] = [
  ['GET', 'GET', {}, 3],
  ['PUT', 'PUT', { body: 1 }, 3],
  ['DELETE', 'DELETE', {}, 3],
  ['POST under an honoured key', 'POST', { idempotent: true }, 3],
  ['POST that only asks', 'POST', { effect: 'none' }, 3],
]
for (const [when, method, input, requests] of repeated) {
  test(`http/request sends ${when} again after 503, with the same key, as the answer asks`, async () => {
    await using service = await startService((_, response, earlier) =>
      earlier < 2 ? json(response, earlier === 0 ? 503 : 429, {}, { 'retry-after': '0' }) : json(response, 200, { ok: true }),
    )
    await benchFor(service.origin).run(httpRequest, { connection: 'api', method, ...input })
    assert.equal(service.seen.length, requests)
    assert.equal(new Set(service.seen.map((seen) => seen.headers['idempotency-key'])).size, 1)
  })

  test(`http/request sends ${when} again after a broken connection`, async () => {
    await using service = await startTcp((socket, _, earlier) => {
      if (earlier === 0) socket.destroy()
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
    await benchFor(service.origin).run(httpRequest, { connection: 'api', method, ...input })
    assert.equal(service.seen.length, 2)
  })
}

for (const [method, requests] of [
  ['GET', 2],
  ['PUT', 2],
  ['POST', 1],
] as const) {
  test(`http/request sends ${method} ${requests === 1 ? 'once' : 'again'} where no answer comes in time`, async () => {
    await using service = await startTcp(() => undefined)
    const error = await rejection(benchFor(service.origin, { retries: 1, timeout: '1s' }).run(httpRequest, { connection: 'api', method }))
    assert.match(error.message, /it took too long/)
    assert.equal(service.seen.length, requests)
  })
}

for (const [method, code] of [
  ['GET', 'timeout'],
  ['POST', 'failed'],
] as const)
  test(`http/request gives ${method} up as ${code} in time where no connection comes to stand`, { timeout: 5000 }, async () => {
    await using silent = await startTcp(() => undefined)
    const bench = benchFor(silent.origin.replace('http:', 'https:'), { retries: 0, timeout: '50ms' })
    const error = await rejection(bench.run(httpRequest, { connection: 'api', method }))
    assert.equal(error.code, code)
    assert.match(error.message, /it took too long, and was given up before it was sent$/)
  })

test('http/request never sends POST again after an answer or a broken connection', async () => {
  await using busy = await startService((_, response) => json(response, 503, {}, { 'retry-after': '0' }))
  assert.equal((await rejection(benchFor(busy.origin).run(httpRequest, { connection: 'api', method: 'POST' }))).code, 'failed')
  await using broken = await startTcp((socket) => socket.destroy())
  assert.equal((await rejection(benchFor(broken.origin).run(httpRequest, { connection: 'api', method: 'POST' }))).code, 'unknown')
  assert.deepEqual([busy.seen.length, broken.seen.length], [1, 1])
})

test('http/request sends POST again where nothing had been sent', async () => {
  const origin = await deadOrigin()
  const error = await rejection(benchFor(origin, { retries: 2 }).run(httpRequest, { connection: 'api', method: 'POST' }))
  assert.match(error.message, /after 3 attempts/)
})

test('http/request does not repeat a status that is expected', async () => {
  await using service = await startService((_, response) => json(response, 503, {}, { 'retry-after': '0' }))
  await benchFor(service.origin).run(httpRequest, { connection: 'api', expect: { status: 503 } })
  assert.equal(service.seen.length, 1)
})

const now = Date.UTC(2026, 0, 1)
for (const [header, pause] of [
  ['0', 0],
  ['7', 7000],
  ['Thu, 01 Jan 2026 00:00:09 GMT', 9000],
  ['Thursday, 01-Jan-26 00:00:09 GMT', 9000],
  ['Thu, 01 Jan 2015 00:00:09 GMT', 0],
  ['-5', undefined],
  ['0.5', undefined],
  ['soon', undefined],
] as const)
  test(`a service that says Retry-After: ${header} asks for ${pause === undefined ? 'nothing' : `a pause of ${pause} ms`}`, () =>
    assert.equal(retryAfter(header, now), pause))

test('http/request gives up at once where a service asks for a pause of an hour', async () => {
  await using service = await startService((_, response) =>
    json(response, 503, { error: 'down for maintenance' }, { 'retry-after': '3600' }),
  )
  const error = await rejection(benchFor(service.origin).run(httpRequest, { connection: 'api' }))
  assert.match(error.message, /status is 503, not 2xx: \{"error":"down for maintenance"\}/)
  assert.equal(service.seen.length, 1)
})

test('an error quotes the answer on one line, and every space of a line as it is', async () => {
  await using service = await startService((_, response) => json(response, 400, { error: 'not  so' }))
  await using lines = await startService((_, response) =>
    response.writeHead(400, { 'content-type': 'text/plain' }).end('\n not  so:\r\n\r\n  my\tpassword\n'),
  )
  for (const [{ origin }, said] of [
    [service, '{"error":"not  so"}'],
    [lines, 'not  so: my\tpassword'],
  ] as const)
    assert.ok((await rejection(benchFor(origin).run(httpRequest, { connection: 'api', method: 'POST' }))).message.endsWith(`: ${said}`))
})

test('a failing answer after a broken attempt leaves a write unknown', async () => {
  await using service = await startTcp((socket, _, earlier) => {
    if (earlier === 0) socket.destroy()
    else socket.end('HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  assert.equal((await rejection(benchFor(service.origin).run(httpRequest, { connection: 'api', method: 'PUT' }))).code, 'unknown')
})

const statuses: readonly [method: string, status: number, code: string][] = [
  ['POST', 400, 'failed'],
  ['POST', 500, 'failed'],
  ['POST', 502, 'unknown'],
  ['POST', 504, 'unknown'],
  ['PUT', 500, 'failed'],
  ['PUT', 502, 'unknown'],
  ['DELETE', 504, 'unknown'],
  ['GET', 504, 'failed'],
]
for (const [method, status, code] of statuses) {
  test(`http/request by ${method} ends as ${code} when the answer is ${status}`, async () => {
    await using service = await startService((_, response) => json(response, status, {}))
    assert.equal((await rejection(benchFor(service.origin, { retries: 0 }).run(httpRequest, { connection: 'api', method }))).code, code)
  })
}

test('an abort stops a request under way, and the pause before a repetition', async () => {
  const stop = new AbortController()
  await using hanging = await startTcp(() => stop.abort())
  const read = await rejection(benchFor(hanging.origin).run(httpRequest, { connection: 'api' }, { signal: stop.signal }))
  assert.deepEqual([read.code, read.cause], ['interrupted', undefined])
  const later = new AbortController()
  await using busy = await startService((_, response) => {
    json(response, 503, {}, { 'retry-after': '30' })
    setTimeout(() => later.abort(), 20)
  })
  const paused = await rejection(benchFor(busy.origin).run(httpRequest, { connection: 'api' }, { signal: later.signal }))
  assert.equal(paused.code, 'failed')
})

test('an abort makes a write under way unknown', async () => {
  const stop = new AbortController()
  await using hanging = await startTcp(() => stop.abort())
  const write = await rejection(benchFor(hanging.origin).run(httpRequest, { connection: 'api', method: 'PUT' }, { signal: stop.signal }))
  assert.equal(write.code, 'unknown')
})

test('a service that a session leaves behind sees its connections closed', async () => {
  const sockets: Socket[] = []
  await using service = await startService((_, response) => {
    sockets.push(response.socket!)
    json(response, 200, {})
  })
  const session = await benchFor(service.origin).context().session<Sending>('services.api')
  const ask = () => session.send({ method: 'GET', path: '/' }, new AbortController().signal)
  await ask()
  assert.deepEqual(
    sockets.map(({ destroyed }) => destroyed),
    [false],
  )
  await session[Symbol.asyncDispose]()
  await until(() => sockets[0]!.destroyed)
  await assert.rejects(ask())
})

interface Sending extends AsyncDisposable {
  send(...given: readonly unknown[]): Promise<unknown>
}
