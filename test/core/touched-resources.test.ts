import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Access, Touch } from '../../packages/core/src/model/index.ts'
import { implicitResource } from '../../packages/core/src/plugin.ts'
import { conflictBetween } from '../../packages/core/src/plugin/conflicts.ts'
import { db, web } from './compile/support.ts'

const touch = (resource: string, part: string, access: Access): Touch => ({ resource, part, access })
const samePart = { ...db.drivers[0]!, overlaps: (a: Touch, b: Touch) => a.part === b.part }

const pairs: readonly { readonly when: string; readonly a: Touch; readonly b: Touch; readonly conflict: boolean }[] = [
  { when: 'both read one part', a: touch('databases.crm', 't', 'read'), b: touch('databases.crm', 't', 'read'), conflict: false },
  {
    when: 'one writes what the other reads',
    a: touch('databases.crm', 't', 'read'),
    b: touch('databases.crm', 't', 'write'),
    conflict: true,
  },
  { when: 'both write one part', a: touch('databases.crm', 't', 'write'), b: touch('databases.crm', 't', 'write'), conflict: true },
  { when: 'they write different parts', a: touch('databases.crm', 't', 'write'), b: touch('databases.crm', 'u', 'write'), conflict: false },
  {
    when: 'they write different resources',
    a: touch('databases.crm', 't', 'write'),
    b: touch('databases.erp', 't', 'write'),
    conflict: false,
  },
  {
    when: 'one writes a part that is not known yet',
    a: touch('databases.crm', '${{ inputs.table }}', 'write'),
    b: touch('databases.crm', 'u', 'read'),
    conflict: true,
  },
  {
    when: 'both read, and a part is not known yet',
    a: touch('databases.crm', '${{ inputs.table }}', 'read'),
    b: touch('databases.crm', 'u', 'read'),
    conflict: false,
  },
]

for (const { when, a, b, conflict } of pairs)
  test(`conflictBetween() ${conflict ? 'finds a conflict' : 'finds none'} when ${when}`, () => {
    assert.deepEqual(
      conflictBetween([a], [b], () => samePart),
      conflict ? [a, b] : undefined,
    )
    assert.equal(conflictBetween([b], [a], () => samePart) !== undefined, conflict)
  })

test('conflictBetween() takes parts for overlapping when no driver can tell', () => {
  const [a, b] = [touch('databases.crm', 't', 'write'), touch('databases.crm', 'u', 'read')]
  assert.deepEqual(
    conflictBetween([a], [b], () => undefined),
    [a, b],
  )
})

const tree = {
  ...db.drivers[0]!,
  kind: 'tree',
  family: 'files' as const,
  implicit: (name: string) => (name === '' ? { deep: true } : undefined),
}
const plugins = [db, web, { ...db, name: 'file', steps: [], drivers: [tree] }]

test('implicitResource() finds the driver that takes a resource without a connection, and what it is opened with', () => {
  assert.deepEqual(implicitResource(plugins, 'files'), { driver: tree, config: { deep: true } })
})

for (const { when, resource } of [
  { when: 'the drivers of its family need a connection', resource: 'databases.other' },
  { when: 'no driver is of its family', resource: 'commands' },
])
  test(`implicitResource() finds none when ${when}`, () => {
    assert.equal(implicitResource(plugins, resource), undefined)
  })
