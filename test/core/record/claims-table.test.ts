import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTable } from '../../../packages/core/src/record/claim/claims-table.ts'

const entry = {
  run: 'run-1',
  names: ['local'],
  holder: 'alice on vm, pid 7',
  identity: { host: 'vm', pid: 7 },
  epoch: 3,
  token: 'abc',
  since: '2026-11-01T00:00:00.000Z',
  lease: 30_000,
}
const parsed = (claim: unknown, epoch: unknown = 3): unknown => parseTable(Buffer.from(JSON.stringify({ epoch, claims: [claim] })))

test('parseTable() gives a table of claims as it was written', () => {
  assert.deepEqual(parsed(entry), { epoch: 3, claims: [entry] })
})

for (const [key, value] of Object.entries(entry)) {
  const wrong = typeof value === 'string' ? 7 : 'seven'
  test(`parseTable() takes nothing for a table of claims where an entry has another ${key}, or none`, () => {
    const { [key as keyof typeof entry]: _, ...without } = entry
    for (const claim of [{ ...entry, [key]: wrong }, without]) assert.throws(() => parsed(claim))
  })
}

for (const claim of [null, 'x', { ...entry, names: [7] }, { ...entry, identity: { pid: 7 } }, { ...entry, identity: { host: 'vm' } }]) {
  test(`parseTable() takes nothing for a table of claims that has ${JSON.stringify(claim)} in it`, () => {
    assert.throws(() => parsed(claim))
  })
}

test('parseTable() takes nothing for a table of claims that does not count', () => {
  for (const epoch of ['3', null, 1.5]) assert.throws(() => parsed(entry, epoch))
  for (const text of ['null', '[]', '{"epoch": 3, "claims": {}}', '{"epoch": 3']) assert.throws(() => parseTable(Buffer.from(text)))
})
