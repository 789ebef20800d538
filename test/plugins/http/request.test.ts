import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Value } from '@backout/core/plugin'
import { http, httpDriver, httpRequest } from '@backout/plugins/http'
import { rejection } from '../../support/rejection.ts'
import { json, type Service, startService } from '../../support/service.ts'
import { type StepBench, stepBench } from '../../support/step-bench.ts'

type RequestInput = Parameters<typeof httpRequest.describe>[0]
function benchFor(origin: string, scope: readonly string[], config: object = {}): StepBench {
  return stepBench({ 'services.api': { driver: httpDriver, config: { baseUrl: origin, ...config }, scope } })
}

function echo(): Promise<Service> {
  return startService((seen, response) => json(response, 200, { method: seen.method, url: seen.url, body: seen.body }))
}

test('the http plugin has one driver and one step', () => {
  assert.deepEqual([http.steps.map((step) => step.uses), http.drivers.map((driver) => driver.kind)], [['http/request'], ['http']])
})

test('http/request sends method, path, query, headers and body, and gives status, headers and body', async () => {
  await using service = await echo()
  const bench = benchFor(`${service.origin}/v1/`, ['PUT /flags/*'], { headers: { Authorization: 'Bearer t0p' } })
  const output = await bench.run(httpRequest, {
    connection: 'api',
    method: 'PUT',
    path: '/flags/a',
    query: { q: 'ä b', n: [1, 2] },
    headers: { 'X-Trace': '7' },
    body: { enabled: true, big: 9007199254740993n },
  })
  const { status, headers, body } = output as { status: number; headers: Record<string, string>; body: Value }
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json')
  assert.deepEqual(body, { method: 'PUT', url: '/v1/flags/a?q=%C3%A4+b&n=1&n=2', body: '{"enabled":true,"big":9007199254740993}' })
  const seen = service.seen[0]!.headers
  assert.deepEqual(
    [seen['authorization'], seen['x-trace'], seen['content-type'], seen['idempotency-key']],
    ['Bearer t0p', '7', 'application/json', 'r1/step/0'],
  )
})

test('http/request sends no idempotency key with a read', async () => {
  await using service = await echo()
  await benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
  assert.equal(service.seen[0]!.headers['idempotency-key'], undefined)
})

for (const { url, path, sent } of [
  { url: '/a?x=1', path: '/b', sent: '/a/b?x=1' },
  { url: '/a?x=1', path: '/b?y=2', sent: '/a/b?y=2&x=1' },
])
  test(`http/request takes a whole URL, which scope lists by its origin: ${url} with path ${path} is ${sent}`, async () => {
    await using service = await echo()
    const bench = stepBench({
      [`services.${service.origin}`]: { driver: httpDriver, config: { baseUrl: service.origin }, scope: ['GET /a/b'] },
    })
    const output = await bench.run(httpRequest, { url: service.origin + url, path })
    assert.equal((output as { body: { url: string } }).body.url, sent)
  })

const bodies: readonly [when: string, input: { body: Value; headers?: object }, type: string, text: string][] = [
  ['a text', { body: 'hello' }, 'text/plain; charset=utf-8', 'hello'],
  ['bytes', { body: new Uint8Array([104, 105]) }, 'application/octet-stream', 'hi'],
  ['a list', { body: [1, null] }, 'application/json', '[1,null]'],
  [
    'a form',
    { body: { a: 1, b: ['x', 'y z'] }, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    'application/x-www-form-urlencoded',
    'a=1&b=x&b=y+z',
  ],
  [
    'JSON text with its own type',
    { body: '{"a":1}', headers: { 'content-type': 'application/merge-patch+json' } },
    'application/merge-patch+json',
    '{"a":1}',
  ],
]
for (const [when, input, type, text] of bodies) {
  test(`http/request encodes a body that is ${when}`, async () => {
    await using service = await echo()
    await benchFor(service.origin, ['POST /']).run(httpRequest, { connection: 'api', method: 'POST', ...input })
    assert.deepEqual([service.seen[0]!.headers['content-type'], service.seen[0]!.body], [type, text])
  })
}

const answers: readonly [when: string, type: string | undefined, bytes: Uint8Array | string, expected: Value][] = [
  ['JSON', 'application/json; charset=utf-8', '{"a":[1,2.5,"x"]}', { a: [1, 2.5, 'x'] }],
  ['JSON with a 64-bit integer', 'application/json', '{"id":9007199254740993,"x":1e30}', { id: 9007199254740993n, x: 1e30 }],
  ['problem+json', 'application/problem+json', '{"a":1}', { a: 1 }],
  ['empty JSON', 'application/json', '', null],
  ['JSON behind an encoding mark', 'application/json', '\uFEFF{"a":1}', { a: 1 }],
  ['JSON that is UTF-8 though Latin-1 is announced', 'application/json;charset=iso-8859-1', '{"a":"ä"}', { a: 'ä' }],
  ['JSON of more lists than may be nested', 'application/json', `[${'[],'.repeat(1500)}1]`, [...Array.from({ length: 1500 }, () => []), 1]],
  ['JSON in Latin-1', 'application/json;charset=iso-8859-1', Buffer.from('{"a":"ä"}', 'latin1'), { a: 'ä' }],
  ['JSON in UTF-16', 'application/json; charset="utf-16le"', Buffer.from('{"a":"ä"}', 'utf16le'), { a: 'ä' }],
  ['text', 'text/plain', 'häl', 'häl'],
  ['Latin-1 text', 'text/plain; charset=iso-8859-1', new Uint8Array([0x68, 0xe4]), 'hä'],
  ['text in a charset that nobody knows', 'text/plain; charset=martian', 'hä', 'hä'],
  ['nothing', undefined, '', ''],
  ['bytes', 'application/octet-stream', new Uint8Array([0, 255, 254]), new Uint8Array([0, 255, 254])],
]
for (const [when, type, bytes, expected] of answers) {
  test(`http/request gives the body of an answer that is ${when}`, async () => {
    await using service = await startService((_, response) => response.writeHead(200, type ? { 'content-type': type } : {}).end(bytes))
    const output = await benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
    assert.deepEqual((output as { body: Value }).body, expected)
  })
}

for (const [levels, code] of [
  [1000, undefined],
  [1001, 'failed'],
  [200_000, 'failed'],
] as const) {
  test(`http/request ${code ? 'refuses' : 'takes'} JSON that is nested ${levels} levels deep`, async () => {
    await using service = await startService((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${'['.repeat(levels - 1)}["[[\\"["]${']'.repeat(levels - 1)}`),
    )
    const run = benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
    assert.equal(code ? (await rejection(run)).code : (await run, undefined), code)
  })
}

test('http/request inflates a compressed answer, and refuses one that would inflate beyond the limit', async () => {
  const zeros = gzipSync(Buffer.alloc(100_000))
  await using service = await startService((_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(zeros),
  )
  const output = await benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
  assert.equal((output as { body: string }).body.length, 100_000)
  const error = await rejection(benchFor(service.origin, ['GET /'], { maxBodyBytes: 50_000 }).run(httpRequest, { connection: 'api' }))
  assert.equal(error.code, 'failed')
  assert.match(error.message, /larger than 50000 bytes/)
})

for (const [encoding, bytes] of [
  ['deflate', deflateSync('{"a":1}')],
  ['deflate', deflateRawSync('{"a":1}')],
  ['br', brotliCompressSync('{"a":1}')],
  ['zstd, gzip', gzipSync(zstdCompressSync('{"a":1}'))],
] as const) {
  test(`http/request undoes ${encoding} of ${bytes.length} bytes`, async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    await using service = await startService((_, response) => response.writeHead(200, headers).end(bytes))
    const output = await benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
    assert.deepEqual((output as { body: Value }).body, { a: 1 })
  })
}

for (const encoding of ['constructor', 'nonsense', 'gzip,'.repeat(6), 'gzip,'.repeat(3000)]) {
  test(`http/request refuses an answer whose content-encoding is ${encoding.slice(0, 40)}, and quotes no more of it`, async () => {
    const bytes = [1, 2, 3, 4, 5, 6].reduce((packed: Uint8Array) => gzipSync(packed), Buffer.from('text'))
    await using service = await startService((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    const error = await rejection(benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' }))
    const shown = encoding.length > 40 ? `${encoding.slice(0, 40)}…` : encoding
    assert.equal(error.message, `Cannot read the answer 200: its body is not the ${shown} that it is said to be`)
  })
}

test('http/request sees at once that an answer of many quotes is no JSON', async () => {
  const text = `"${String.raw`\"`.repeat(2_000_000)}`
  await using service = await startService((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(text))
  const error = await rejection(benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' }))
  assert.match(error.message, /announced as application\/json, but it is not JSON/)
})

test('http/request fails when JSON is in no known encoding', async () => {
  const headers = { 'content-type': 'application/json' }
  await using service = await startService((_, response) => response.writeHead(200, headers).end(Buffer.from('"ä"', 'latin1')))
  const error = await rejection(benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' }))
  assert.equal(error.message, 'Cannot read the body: the JSON of the answer 200 is not UTF-8')
})

test('http/request leaves cookies out of its output', async () => {
  await using service = await startService((_, response) =>
    response.writeHead(200, { 'set-cookie': ['s=secret', 't=2'], 'x-a': '1' }).end(),
  )
  const output = await benchFor(service.origin, ['GET /']).run(httpRequest, { connection: 'api' })
  const { headers } = output as { headers: Record<string, string> }
  assert.deepEqual([headers['set-cookie'], headers['x-a']], [undefined, '1'])
})

const expectations: readonly [when: string, expect: object, answer: [status: number, body: unknown], code: string | undefined][] = [
  ['the status is any 2xx', {}, [204, ''], undefined],
  ['the status is 404 and nothing else was expected', {}, [404, { error: 'no' }], 'failed'],
  ['an expected status is among several', { status: [200, 404] }, [404, {}], undefined],
  ['an expected status is given by its class', { status: '4xx' }, [409, {}], undefined],
  ['the status is not the expected one', { status: 201 }, [200, {}], 'failed'],
  ['the body holds what is expected, and more', { body: { a: { b: 1 } } }, [200, { a: { b: 1, c: 2 }, d: 3 }], undefined],
  ['the body lacks a key', { body: { a: { b: 1 } } }, [200, { a: {} }], 'failed'],
  ['a list of the body is longer', { body: { a: [1] } }, [200, { a: [1, 2] }], 'failed'],
  ['a list of the body holds maps that hold what is expected', { body: [{ a: 1 }] }, [200, [{ a: 1, b: 2 }]], undefined],
  ['the body is of another type', { body: { a: '1' } }, [200, { a: 1 }], 'failed'],
  ['an integer of a database is expected', { body: { a: 1n } }, [200, { a: 1 }], undefined],
  ['an integer of a database is expected, and a fraction is there', { body: { a: 1n } }, [200, { a: 1.5 }], 'failed'],
]
for (const [when, expect, [status, body], code] of expectations) {
  for (const method of ['GET', 'PUT']) {
    test(`http/request by ${method} ${code === undefined ? 'passes' : 'fails'} when ${when}`, async () => {
      await using service = await startService((_, response) => json(response, status, body))
      const run = benchFor(service.origin, ['* /']).run(httpRequest, { connection: 'api', method, expect })
      if (code === undefined) await run
      else assert.equal((await rejection(run)).code, code)
    })
  }
}

test('apply() takes a write that was answered 2xx for applied, and judge() judges the rest of the answer', async () => {
  await using service = await startService((_, response) => json(response, 200, { enabled: false }))
  const bench = benchFor(service.origin, ['PUT /'])
  const input = { connection: 'api', method: 'PUT', body: 1, expect: { body: { enabled: true } } }
  const [change] = await Array.fromAsync(httpRequest.changes(input as never, bench.context(), {}))
  const { result } = await httpRequest.apply(change!.unit, bench.context())
  const error = await rejection((async () => httpRequest.judge!(once(result), input as never))())
  assert.deepEqual([error.code, /body\.enabled is false, not true/.test(error.message)], ['failed', true])
})

async function* once(value: Value): AsyncIterable<Value> {
  yield value
}

const traits: readonly [when: string, input: object, effect: string, guarantee: string][] = [
  ['GET', { method: 'GET' }, 'none', 'idempotent'],
  ['HEAD', { method: 'HEAD' }, 'none', 'idempotent'],
  ['OPTIONS', { method: 'OPTIONS' }, 'none', 'idempotent'],
  ['PUT', { method: 'PUT' }, 'write', 'idempotent'],
  ['DELETE', { method: 'DELETE' }, 'write', 'idempotent'],
  ['POST', { method: 'POST' }, 'write', 'at-least-once'],
  ['PATCH', { method: 'PATCH' }, 'write', 'at-least-once'],
  ['POST under an honoured key', { method: 'POST', idempotent: true }, 'write', 'idempotent'],
  ['POST that only asks', { method: 'POST', effect: 'none' }, 'none', 'idempotent'],
  ['a method from an expression', { method: '${{ inputs.method }}' }, 'unknown', 'unknown'],
  ['a path from an expression', { path: '/${{ inputs.path }}' }, 'unknown', 'unknown'],
  ['an effect from an expression', { method: 'POST', effect: '${{ inputs.effect }}' }, 'unknown', 'unknown'],
  ['a promise from an expression', { method: 'POST', idempotent: '${{ inputs.honoured }}' }, 'unknown', 'unknown'],
]
for (const [when, input, effect, guarantee] of traits) {
  test(`describe() gives effect ${effect} and guarantee ${guarantee} for ${when}`, async () => {
    const described = await httpRequest.describe({ connection: 'api', ...input })
    assert.deepEqual([described.effect, described.guarantee, described.undo.kind], [effect, guarantee, 'none'])
  })
}

test('describe() takes the connection at its word that it honours idempotency keys', async () => {
  const bench = benchFor('http://x.example', ['POST /'], { idempotencyKey: { honoured: true } })
  const described = await httpRequest.describe({ connection: 'api', method: 'POST' } as never, bench.context())
  assert.equal(described.guarantee, 'idempotent')
})

test('changes() yields the request as a reviewer reads it, without credentials, and sends nothing', async () => {
  await using service = await echo()
  const bench = benchFor(`${service.origin}/v1`, ['POST /a'])
  const input = {
    connection: 'api',
    method: 'POST',
    path: '/a',
    query: { b: 'c' },
    headers: { Authorization: 'Bearer t0p', 'X-A': '1' },
    body: { d: 1 },
  }
  const [change, ...more] = await Array.fromAsync(httpRequest.changes(input as never, bench.context({ mode: 'preview' }), {}))
  assert.deepEqual(await change!.details!(), [
    { kind: 'request', method: 'POST', url: `${service.origin}/v1/a?b=c`, headers: { Authorization: '***', 'X-A': '1' }, body: '{"d":1}' },
  ])
  assert.deepEqual(change!.touches, [{ resource: 'services.api', part: 'POST /a', access: 'write' }])
  assert.deepEqual([more.length, service.seen.length], [0, 0])
})

for (const [method, mode] of [
  ['PUT', 'preview'],
  ['POST', 'preview'],
] as const) {
  test(`a session of a preview refuses to send ${method}`, async () => {
    await using service = await echo()
    const run = benchFor(service.origin, ['* /']).run(httpRequest, { connection: 'api', method, effect: 'none' }, { mode })
    assert.equal((await rejection(run)).code, 'refused')
    assert.equal(service.seen.length, 0)
  })
}

const invalid: readonly [when: string, input: object][] = [
  ['neither connection nor url is given', {}],
  ['both connection and url are given', { connection: 'api', url: 'http://x.example/' }],
  ['the URL carries credentials', { url: 'http://me:hunter2@x.example/' }],
  ['the URL is not http', { url: 'file:///etc/passwd' }],
  ['the path does not start with a slash', { connection: 'api', path: 'a' }],
  ['the path climbs', { connection: 'api', path: '/a/../b' }],
  ['the path climbs in an encoding', { connection: 'api', path: '/a/%2e%2E/b' }],
  ['the path climbs in a double encoding', { connection: 'api', path: '/a/..%252Fb' }],
  ['the path climbs with a parameter', { connection: 'api', path: '/a/..;x=1/b' }],
  ['the path climbs with an encoded parameter', { connection: 'api', path: '/a/..%3Bx/b' }],
  ['the path climbs by backslashes', { connection: 'api', path: '/a/..\\b' }],
  ['the path holds a line feed', { connection: 'api', path: '/a\nHost: b' }],
  ['the path holds a fragment', { connection: 'api', path: '/a#b' }],
  ['a header value injects a header', { connection: 'api', headers: { 'X-A': 'hunter2\r\nX-B: 2' } }],
  ['a header name injects a header', { connection: 'api', headers: { 'X-A: 1\r\nX-B': '2' } }],
  ['a header is given in two spellings', { connection: 'api', headers: { 'x-a': '1', 'X-A': '2' } }],
  ['the Host header is set', { connection: 'api', headers: { Host: 'evil.example' } }],
  ['the framing is set', { connection: 'api', headers: { 'Transfer-Encoding': 'chunked' } }],
  ['HEAD has a body', { connection: 'api', method: 'HEAD', body: 'x' }],
]
for (const [when, input] of invalid) {
  test(`http/request is invalid when ${when}, and says so without quoting secrets`, async () => {
    const error = await rejection((async () => httpRequest.describe(input as RequestInput))())
    assert.deepEqual([error.code, error.message.includes('hunter2')], ['invalid', false])
  })
}

test('http/request is held against scope at the moment of sending', async () => {
  await using service = await echo()
  const run = benchFor(service.origin, ['GET /a']).run(httpRequest, { connection: 'api', path: '/b' })
  assert.equal((await rejection(run)).code, 'out-of-scope')
  assert.equal(service.seen.length, 0)
})

test('a path with two slashes stays with the host of its connection', async () => {
  await using service = await echo()
  const output = await benchFor(service.origin, ['GET /**']).run(httpRequest, { connection: 'api', path: '//evil.example/x' })
  assert.equal((output as { body: { url: string } }).body.url, '//evil.example/x')
})
