import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../../packages/core/src/model/index.ts'
import { makeStatement, readStatement, statementText } from '../../../packages/core/src/signoff/index.ts'
import { replaced } from '../../support/replaced.ts'
import { boundPlan, noon } from './support.ts'

const whole = makeStatement([boundPlan()], {
  role: 'dba',
  principal: 'alice@example.com',
  decision: 'approve',
  signedAt: noon.toISOString(),
  expires: noon.toISOString(),
  comment: 'as agreed',
  gate: { run: 'run-1', requirement: 'dba', journalHead: 'a'.repeat(64) },
})

test('readStatement() gives back what statementText() wrote', () => {
  assert.deepEqual(readStatement(statementText(whole)), whole)
})

for (const path of pathsIn(whole as unknown as Json))
  test(`readStatement() refuses a statement in which ${path.join('.') || 'all'} is of another type, and never throws`, () => {
    for (const wrong of [null, 7, [], [null], { other: 7 }, true])
      assert.equal(typeof readStatement(JSON.stringify(replaced(whole as unknown as Json, path, wrong))), 'string')
  })

for (const [what, path, value] of [
  ['a role that is no name', ['predicate', 'role'], '../dba'],
  ['a principal that is no name', ['predicate', 'principal'], 'a/b'],
  ['a decision that nobody knows', ['predicate', 'decision'], 'approved'],
  ['a time without its zone', ['predicate', 'signedAt'], '2026-01-02T03:04:05'],
  ['a day that is in no calendar', ['predicate', 'expires'], '2026-13-02T03:04:05Z'],
  ['another digest than its annotations', ['subject', '0', 'digest', 'sha256'], 'b'.repeat(64)],
  ['another type', ['predicateType'], 'https://slsa.dev/provenance/v1'],
] as const)
  test(`readStatement() refuses a statement with ${what}`, () => {
    assert.equal(typeof readStatement(JSON.stringify(replaced(whole as unknown as Json, path, value))), 'string')
  })

/** The path of everything in a value: of itself, and of whatever it holds. Of the parts of a binding, which are many alike, the first. */
function pathsIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Object.entries(value).slice(0, path.at(-1) === 'parts' ? 1 : undefined)
  return [path, ...entries.flatMap(([key, item]) => pathsIn(item, [...path, key]))]
}
