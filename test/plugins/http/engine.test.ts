import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoundPlan } from '@backout/core/model'
import { resolve } from '@backout/core/execute'
import { http } from '@backout/plugins/http'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { json, type Service, startService, startTcp } from '../../support/service.ts'
import type { Json } from '@backout/core/plugin'
import { boundPlan, type StepSketch } from '../../support/shelf.ts'

function plan(service: Service, steps: readonly StepSketch[], config: object = {}): BoundPlan {
  return boundPlan(steps, {
    scope: { services: { flags: ['* /**'] } },
    connections: { 'services.flags': { driver: 'http', config: { baseUrl: service.origin, ...config }, target: service.origin } },
  })
}

/** A PUT with the PUT that takes it back, as compile merges it. */
function put(id: string, expect: Json = {}): StepSketch {
  const request = (enabled: boolean) => ({ connection: 'flags', method: 'PUT', path: `/${id}`, body: { enabled } })
  const back = {
    id: `${id}~rollback[0]`,
    uses: 'http/request',
    with: request(false),
    needs: [],
    pointOfNoReturn: false,
    onFailure: 'pause',
    at: { line: 1, column: 1 },
  } as const
  return { id, uses: 'http/request', with: { ...request(true), expect }, rollback: [back] }
}

const asked = ({ seen }: Service): readonly string[] => seen.map(({ method, url, body }) => `${method} ${url} ${body}`)

test('a request whose answer is wrong although it was done is taken back by its written rollback', async () => {
  await using service = await startService((_, response) => json(response, 200, { done: true }))
  await using bench = await engineBench([http])
  const outcome = await bench.run(plan(service, [put('a'), put('b', { body: { done: false } })]))
  assert.equal(outcome.ending, 'rolled-back')
  assert.deepEqual(asked(service), [
    'PUT /a {"enabled":true}',
    'PUT /b {"enabled":true}',
    'PUT /b {"enabled":false}',
    'PUT /a {"enabled":false}',
  ])
})

for (const [expect, status] of [
  [{}, 200],
  [{ status: 204 }, 204],
  [{ status: ['3xx', 200], body: { done: true } }, 300],
] as readonly (readonly [expect: Json, status: number])[])
  test(`a request that a person says was done counts as answered with ${status} where ${JSON.stringify(expect)} is expected`, async () => {
    await using service = await startService((_, response) => response.destroy())
    await using bench = await engineBench([http])
    const post = { connection: 'flags', method: 'POST', path: '/mail', body: {}, expect }
    const bound = plan(service, [{ id: 'post', uses: 'http/request', with: post, rollback: { none: 'it was sent' } }])
    assert.equal((await bench.run(bound)).ending, 'paused')
    await resolve('run-1', { step: 'post', as: 'applied', reason: 'seen in its log' }, bench.effects)
    assert.equal((await bench.resume()).ending, 'succeeded')
    const { records } = await bench.store.read('run-1')
    const output = records.flatMap(({ event }) => (event.kind === 'step-finished' ? [event.output] : []))
    assert.deepEqual([output, service.seen.length], [[{ status, headers: {}, body: null }], 1])
  })

test('a write that was answered by a redirect to look elsewhere is taken back where what is found there is not expected', async () => {
  await using service = await startService(({ method, url }, response) => {
    if (method === 'PUT' && url === '/a') response.writeHead(303, { location: '/seen' }).end()
    else json(response, url === '/seen' ? 500 : 200, {})
  })
  await using bench = await engineBench([http])
  const outcome = await bench.run(plan(service, [{ ...put('a'), rollback: put('b').rollback }]))
  assert.equal(outcome.ending, 'rolled-back')
  assert.match(outcome.failure!.message, /its status is 500, not 2xx/)
  assert.deepEqual(asked(service), ['PUT /a {"enabled":true}', 'GET /seen ', 'PUT /b {"enabled":false}'])
})

test('a request that was refused is not taken back', async () => {
  await using service = await startService((seen, response) => json(response, seen.url === '/b' ? 403 : 200, {}))
  await using bench = await engineBench([http])
  assert.equal((await bench.run(plan(service, [put('a'), put('b')]))).ending, 'rolled-back')
  assert.deepEqual(asked(service), ['PUT /a {"enabled":true}', 'PUT /b {"enabled":true}', 'PUT /a {"enabled":false}'])
})

test('a request out of scope fails its step before it is sent, and nothing is unknown', async () => {
  await using service = await startService((_, response) => json(response, 200, {}))
  await using bench = await engineBench([http])
  const narrow = { ...plan(service, [put('a'), put('b')]), scope: { services: { flags: ['PUT /a'] } } }
  assert.equal((await bench.run(narrow)).ending, 'rolled-back')
  assert.deepEqual(asked(service), ['PUT /a {"enabled":true}', 'PUT /a {"enabled":false}'])
})

test('Law: unknown is a state: a POST whose connection broke needs a person', async () => {
  await using service = await startTcp((socket) => socket.destroy())
  await using bench = await engineBench([http])
  const post = { id: 'post', uses: 'http/request', with: { connection: 'flags', method: 'POST', path: '/' }, rollback: { none: 'a test' } }
  const outcome = await bench.run(plan(service, [post]))
  assert.deepEqual([outcome.ending, outcome.left], ['paused', ['post']])
  assert.equal((await bench.state()).steps.get('post')?.units.get(0)?.phase, 'unknown')
})

for (const { method, requests, ending } of [
  { method: 'PUT', requests: 3, ending: 'succeeded' },
  { method: 'POST', requests: 1, ending: 'paused' },
]) {
  test(`Law: a ${method} whose effect is unknown is ${requests > 1 ? 'repeated as its retry says, under the same key' : 'not repeated, whatever its retry says'}`, async () => {
    await using service = await startService((_, response, earlier) => json(response, earlier < 2 ? 504 : 200, {}))
    await using bench = await engineBench([http])
    const step = { id: 'a', uses: 'http/request', with: { connection: 'flags', method, path: '/' }, rollback: { none: 'a test' } } as const
    const outcome = await bench.run(plan(service, [{ ...step, retry: { every: 1000, for: 60_000 } }], { retries: 0 }))
    assert.equal(outcome.ending, ending)
    assert.equal(service.seen.length, requests)
    assert.equal(new Set(service.seen.map(({ headers }) => headers['idempotency-key'])).size, 1)
  })
}

test('Law: the idempotency key is the key of the unit, unchanged by retry, crash and resume', async () => {
  await using service = await startService((_, response, earlier) => json(response, earlier === 0 ? 503 : 200, {}, { 'retry-after': '0' }))
  await using bench = await engineBench([http])
  const bound = plan(service, [put('a')])
  const store = crashingStore(bench.store, (event) => event.kind === 'unit-applied', 'before')
  await assert.rejects(bench.run(bound, { store }), Crash)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.equal(service.seen.length, 3)
  assert.deepEqual([...new Set(service.seen.map(({ headers }) => headers['idempotency-key']))], ['run-1/a/0'])
  await bench.rollback()
  assert.notEqual(service.seen.at(-1)!.headers['idempotency-key'], 'run-1/a/0')
})

for (const { retries, requests } of [
  { retries: '${{ 1 + 1 }}', requests: 3 },
  { retries: '${{ secrets.RETRIES }}', requests: 2 },
  { retries: '${{ secrets.NONE }}', requests: 0 },
]) {
  test(`a connection that says to retry ${retries} times sends a request ${requests} times`, async () => {
    await using service = await startService((_, response) => json(response, 503, {}))
    const secrets = new Map(Object.entries({ RETRIES: '1', NONE: 'none' }))
    await using bench = await engineBench([http])
    const bound = { ...plan(service, [{ id: 'get', uses: 'http/request', with: { connection: 'flags', path: '/' } }], { retries }) }
    const outcome = await bench.run({ ...bound, secrets: [...secrets.keys()] }, { secrets: (name: string) => secrets.get(name) })
    const said = requests === 0 ? /of services\.flags give: "retries" must be an integer, not text$/ : /its status is 503/
    assert.deepEqual([outcome.ending, service.seen.length], ['failed', requests])
    assert.match(outcome.failure!.message, said)
  })
}
