import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimNames } from '../../../packages/core/src/execute/resource/claim-names.ts'
import { boundPlan } from '../../support/shelf.ts'

const shelves = ['target:plain:plain', 'target:ledgered:ledgered']

for (const { what, scope, names } of [
  { what: 'targets of its connections alone, where its scope is databases', scope: { databases: { plain: ['*'] } }, names: shelves },
  { what: 'the working tree too, where its scope has files', scope: { files: ['src/**'] }, names: [...shelves, 'target:files:/repo'] },
  { what: 'the working tree too, where its scope has commands', scope: { commands: ['npm'] }, names: [...shelves, 'target:files:/repo'] },
])
  test(`claimNames() names the run, its environment, and ${what}`, () => {
    assert.deepEqual(claimNames(boundPlan([], { scope }), 'run-1', '/repo'), ['run:run-1', 'environment:local', ...names])
  })

test('claimNames() names a target once that several connections lead to', () => {
  const place = { driver: 'plain', config: {}, target: 'same' }
  const bound = boundPlan([], { scope: {}, connections: { 'databases.a': place, 'databases.b': place } })
  assert.deepEqual(claimNames(bound, 'run-1', '/repo'), ['run:run-1', 'environment:local', 'target:plain:same'])
})
