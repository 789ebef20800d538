import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { conflictBetween, dependentsOf, driverOfResource, topologicalOrder } from '../../../packages/core/src/compile/index.ts'
import { resolveNeeds } from '../../../packages/core/src/compile/order.ts'
import type { Access, Touch } from '../../../packages/core/src/model/index.ts'
import { db, web } from './support.ts'

interface Written {
  readonly id: string
  readonly needs: readonly string[] | undefined
}

/** Steps as a plan writes them: each with no `needs`, or some of those above. */
const plans: fc.Arbitrary<readonly Written[]> = fc
  .array(fc.option(fc.array(fc.nat(30), { maxLength: 4 }), { nil: undefined }), { maxLength: 25 })
  .map((steps) =>
    steps.map((above, index) => ({
      id: `s${index}`,
      needs: index === 0 ? above && [] : above && [...new Set(above.map((at) => `s${at % index}`))],
    })),
  )

/** Everything that a step comes after, as docs/reference.md says it. */
function ancestors(steps: readonly Written[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const [index, { id, needs }] of steps.entries()) {
    const direct = needs ?? steps.slice(0, index).map((step) => step.id)
    all.set(id, new Set(direct.flatMap((need) => [need, ...all.get(need)!])))
  }
  return all
}

test('Law: a step without needs comes after every step above it, directly or through others', () => {
  fc.assert(
    fc.property(plans, (steps) => {
      const needs = resolveNeeds(steps)
      const resolved = steps.map(({ id }, index) => ({ id, needs: needs[index]! }))
      assert.deepEqual(ancestors(resolved), ancestors(steps))
    }),
  )
})

test('Law: topologicalOrder() puts every step after what it needs, whatever order they come in', () => {
  const shuffled = plans.chain((steps) => fc.shuffledSubarray([...steps], { minLength: steps.length }))
  fc.assert(
    fc.property(shuffled, (steps) => {
      const ordered = topologicalOrder(steps.map(({ id, needs }) => ({ id, needs: needs ?? [] }))).map(({ id }) => id)
      assert.equal(new Set(ordered).size, steps.length)
      for (const { id, needs } of steps) for (const need of needs ?? []) assert.ok(ordered.indexOf(need) < ordered.indexOf(id))
    }),
  )
})

test('topologicalOrder() keeps the given order where nothing is said', () => {
  const nodes = ['c', 'a', 'b'].map((id) => ({ id, needs: [] }))
  assert.deepEqual(topologicalOrder(nodes), nodes)
})

test('topologicalOrder() takes a chain of 50,000 steps in the wrong order', () => {
  const chain = Array.from({ length: 50_000 }, (_, index) => ({ id: `${index}`, needs: index === 49_999 ? [] : [`${index + 1}`] }))
  assert.equal(topologicalOrder(chain)[0]!.id, '49999')
})

test('Law: dependentsOf() gives for each step exactly those that come after it', () => {
  fc.assert(
    fc.property(plans, (steps) => {
      const above = ancestors(steps)
      const dependents = dependentsOf(steps.map(({ id }, index) => ({ id, needs: resolveNeeds(steps)[index]! })))
      for (const { id } of steps) {
        assert.deepEqual(
          [...dependents.get(id)!].toSorted(),
          steps.flatMap((other) => (above.get(other.id)!.has(id) ? [other.id] : [])).toSorted(),
        )
      }
    }),
  )
})

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

test('driverOfResource() asks the connection, else the driver that needs none', () => {
  const tree = { ...db.drivers[0]!, kind: 'tree', family: 'files' as const, implicit: (name: string) => (name === '' ? {} : undefined) }
  const plugins = [db, web, { ...db, name: 'file', steps: [], drivers: [tree] }]
  const connections = { 'databases.crm': { driver: 'mem', config: {}, target: '' } }
  assert.equal(driverOfResource(connections, plugins, 'databases.crm')?.kind, 'mem')
  assert.equal(driverOfResource(connections, plugins, 'files')?.kind, 'tree')
  assert.equal(driverOfResource(connections, plugins, 'databases.other'), undefined)
})
