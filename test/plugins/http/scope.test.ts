import assert from 'node:assert/strict'
import { test } from 'node:test'
import { http } from '@backout/plugins/http'

const driver = http.drivers[0]!

const covers: readonly [entry: string, part: string, expected: boolean][] = [
  ['GET /version', 'GET /version', true],
  ['get /version', 'GET /version', true],
  ['GET /version', 'POST /version', false],
  ['GET /version', 'GET /versions', false],
  ['GET /version', 'GET /version/', false],
  ['GET /version', 'HEAD /version', true],
  ['HEAD /version', 'GET /version', false],
  ['* /flags/*', 'DELETE /flags/a', true],
  ['GET /api/*', 'GET /api/users', true],
  ['GET /api/*', 'GET /api/users/1', false],
  ['GET /api/**', 'GET /api/users/1', true],
  ['GET /api/**', 'GET /apis', false],
  ['GET /**/health', 'GET /a/b/health', true],
  ['GET /users/{id}/name', 'GET /users/7/name', true],
  ['GET /users/:id', 'GET /users/7', true],
  ['GET /users/{id}', 'GET /users/', false],
  ['GET /users/{id}', 'GET /users/7/name', false],
  ['GET /files/*.json', 'GET /files/a.json', true],
  ['GET /files/*.json', 'GET /files/ajson', false],
  ['GET /käse', 'GET /k%C3%A4se', true],
  ['GET /a/*', 'GET /a/b%2Fc', true],
  ['GET /a', 'GET /a?x=1', false],
  ['/version', 'GET /version', false],
  ['FETCH /version', 'FETCH /version', false],
  ['GET /a?x=1', 'GET /a?x=1', false],
]
for (const [entry, part, expected] of covers) {
  test(`covers() says that "${entry}" ${expected ? 'covers' : 'does not cover'} "${part}"`, () => {
    assert.equal(driver.covers(entry, part), expected)
  })
}

const touch = (part: string, access: 'read' | 'write') => ({ resource: 'services.x', part, access })
const overlaps: readonly [a: ReturnType<typeof touch>, b: ReturnType<typeof touch>, expected: boolean][] = [
  [touch('GET /a', 'read'), touch('GET /a', 'read'), false],
  [touch('GET /a', 'read'), touch('PUT /a', 'write'), true],
  [touch('PUT /a', 'write'), touch('PUT /b', 'write'), false],
  [touch('DELETE /users', 'write'), touch('GET /users/1', 'read'), true],
  [touch('GET /users/1', 'read'), touch('DELETE /users', 'write'), true],
  [touch('PUT /usersx', 'write'), touch('GET /users', 'read'), false],
]
for (const [a, b, expected] of overlaps) {
  test(`overlaps() says that ${a.part} (${a.access}) and ${b.part} (${b.access}) ${expected ? 'conflict' : 'do not conflict'}`, () => {
    assert.equal(driver.overlaps(a, b), expected)
  })
}

test('target() and host() say where a connection leads, and never credentials', () => {
  assert.equal(driver.target({ baseUrl: 'https://flags.example.com/api/' }), 'https://flags.example.com/api')
  assert.equal(driver.host?.({ baseUrl: 'https://flags.example.com/api' }), 'flags.example.com:443')
  assert.equal(driver.target({ baseUrl: 'https://u:p@${{ secrets.HOST }}/x' }), 'https://${{ secrets.HOST }}/x')
})

for (const baseUrl of ['ftp://x', 'https://user:pw@x.example', 'https://x.example/?q', 'https://x.example/#f', 'nonsense']) {
  test(`target() refuses the base URL ${baseUrl}`, () => {
    assert.throws(
      () => driver.target({ baseUrl }),
      (error: Error & { code: string }) => error.code === 'invalid' && !error.message.includes('pw'),
    )
  })
}

const origins: readonly [name: string, implicit: boolean][] = [
  ['https://*.example.com', false],
  ['https://x.example', true],
  ['http://127.0.0.1:8080', true],
  ['https://x.example/', false],
  ['https://x.example:443', false],
  ['flags', false],
]
for (const [name, implicit] of origins) {
  test(`implicit() ${implicit ? 'takes' : 'does not take'} "${name}" for a service named by its origin`, () => {
    assert.deepEqual(driver.implicit?.(name), implicit ? { baseUrl: name } : undefined)
  })
}
