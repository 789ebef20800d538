import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedHosts, isAllowedHost } from '../../../packages/cli/src/preview/hosts.ts'

for (const [host, allowed, verdict] of [
  ['localhost:5432', [], true],
  ['127.0.0.1:8080', [], true],
  ['127.8.9.1:80', [], true],
  ['[::1]:80', [], true],
  ['::1', [], true],
  ['/var/run/postgresql', [], true],
  ['db.example.com:5432', [], false],
  ['127.0.0.1.example.com:80', [], false],
  ['localhost.example.com:80', [], false],
  ['localhost.:80', [], false],
  ['1270.0.0.1:80', [], false],
  ['[2001:db8::1]:80', [], false],
  ['db.example.com:5432', ['db.example.com'], true],
  ['DB.Example.com.:5432', ['db.example.com'], true],
  ['db.example.com:5432', ['db.example.com:5432'], true],
  ['db.example.com:5433', ['db.example.com:5432'], false],
  ['evil.db.example.com:5432', ['db.example.com'], false],
  ['[2001:db8::1]:80', ['[2001:db8::1]'], true],
] as const)
  test(`isAllowedHost() says ${verdict ? 'yes' : 'no'} to ${host} when ${allowed.join(', ') || 'nothing'} is allowed`, () =>
    assert.equal(isAllowedHost(host, allowed), verdict))

test('allowedHosts() takes hosts from the command line and from the environment', () =>
  assert.deepEqual(allowedHosts(['a'], { BACKOUT_ALLOW_HOSTS: 'b, c:80,' }), ['a', 'b', 'c:80']))
