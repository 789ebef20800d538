import { conformance, type DriverCase, type StepCase, type World } from '@backout/core/testing'
import { http } from '@backout/plugins/http'
import type { HttpSession } from '../../packages/plugins/src/http/send/session.ts'
import { json, type Service, startService } from '../support/service.ts'

/** A small service: texts by path; PUT and DELETE as they are meant, POST to /log appends, POST to /once honours its key. */
async function serve(world: World): Promise<void> {
  const data = new Map<string, string>([
    ['/flag', '"off"'],
    ['/log', ''],
  ])
  const keys = new Set<unknown>()
  const service = await startService(({ method, url, body, headers }, response) => {
    if (method === 'PUT') data.set(url, body)
    if (method === 'DELETE') data.delete(url)
    const isNew = url !== '/once' || !keys.has(headers['idempotency-key'])
    if (method === 'POST' && isNew) data.set(url, (data.get(url) ?? '') + body)
    if (method === 'POST') keys.add(headers['idempotency-key'])
    const found = data.get(url)
    json(response, found === undefined && method === 'GET' ? 404 : 200, { value: found ?? null })
  })
  world.notes.set('service', service)
  world.notes.set('data', data)
  world.defer(() => service[Symbol.asyncDispose]())
}

const origin = (world: World): string => (world.notes.get('service') as Service).origin
const data = (world: World): Map<string, string> => world.notes.get('data') as Map<string, string>

const common = {
  given: serve,
  connections: (world: World) => ({ 'services.api': { driver: 'http', config: { baseUrl: origin(world) } } }),
  fingerprint: (world: World) => JSON.stringify(Object.fromEntries(data(world))),
}

const cases: readonly StepCase[] = [
  {
    ...common,
    does: 'puts a value',
    with: { connection: 'api', method: 'PUT', path: '/flag', body: 'on', expect: { status: 200, body: { value: 'on' } } },
    scope: { services: { api: ['PUT /flag'] } },
  },
  {
    ...common,
    does: 'deletes',
    with: { connection: 'api', method: 'DELETE', path: '/flag' },
    scope: { services: { api: ['DELETE /*'] } },
  },
  {
    ...common,
    does: 'posts, and once more each time',
    with: { connection: 'api', method: 'POST', path: '/log', body: { line: 1 } },
    scope: { services: { api: ['POST /log'] } },
    again: 'repeats',
  },
  {
    ...common,
    does: 'posts under a key that the service honours',
    with: { connection: 'api', method: 'POST', path: '/once', body: 'x', idempotent: true },
    scope: { services: { api: ['POST /once'] } },
    again: 'repeats',
  },
  {
    ...common,
    does: 'reads a service that is named by its origin',
    with: (world) => ({ url: `${origin(world)}/flag`, expect: { body: { value: '"off"' } } }),
    scope: (world) => ({ services: { [origin(world)]: ['GET /flag'] } }),
    connections: {},
  },
]

const service: DriverCase = {
  does: 'asks a service',
  config: (world) => ({ baseUrl: origin(world) }),
  scope: ['PUT /flag', 'GET /*'],
  given: serve,
  write: (session, _world, round) =>
    (session as HttpSession).send(
      { method: 'PUT', path: '/flag', access: 'write', headers: {}, body: Buffer.from(`round ${round}`), key: `key ${round}` },
      new AbortController().signal,
    ),
  state: common.fingerprint,
}

conformance(http, { steps: { 'http/request': cases }, drivers: { http: [service] } })
