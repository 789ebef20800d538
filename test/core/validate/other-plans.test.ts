import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyResourceDriver } from '@backout/core/plugin'
import { type OtherPlan, OtherPlans } from '@backout/core/validate'

const driver = {
  places: (part: string) => (part.includes('*') ? part.split('/').slice(0, -1) : part.split('/')),
} as Partial<AnyResourceDriver> as AnyResourceDriver

function plan(name: string, part?: string, after: readonly string[] = []): OtherPlan {
  const pending = part === undefined ? undefined : ([{ resource: 'files', part, access: 'write' }] as const)
  return { name, path: `${name}.plan.yaml`, after, ...(pending && { pending }) }
}

const many = Array.from({ length: 1000 }, (_, index) => plan(`p${index}`, `d${index}`, index === 0 ? [] : [`p${index - 1}`]))

for (const { of, among, found } of [
  { of: 'd7', among: many, found: ['p7'] },
  { of: 'd7', among: [...many, plan('all', '*'), plan('in', 'd7/x')], found: ['all', 'in', 'p7'] },
  { of: '*', among: many.slice(0, 3), found: ['p0', 'p1', 'p2'] },
])
  test(`OtherPlans finds near ${of} only ${found.join(', ')} among ${among.length} plans`, () => {
    const near = new OtherPlans(among).near({ resource: 'files', part: of, access: 'write' }, driver)
    assert.deepEqual(near.map(({ owner }) => owner.name).toSorted(), found)
  })

test('OtherPlans looks at all touches of a resource where no driver says where parts lie', () => {
  assert.equal(new OtherPlans(many).near({ resource: 'files', part: 'd7', access: 'write' }, undefined).length, many.length)
})

for (const { when, among, from, to, way } of [
  { when: 'plans come one after the other', among: many, from: 'p998', to: 'p999', way: undefined },
  { when: 'plans come after each other', among: [...many, plan('p0', undefined, ['p2'])], from: 'p1', to: 'p2', way: ['p1', 'p0', 'p2'] },
  {
    when: 'a plan comes after those that come after each other',
    among: [plan('a', 'a', ['b']), plan('b', 'b', ['a']), plan('c', 'c', ['a'])],
    from: 'a',
    to: 'c',
    way: undefined,
  },
  { when: 'a plan that is not among them comes after itself', among: [plan('b', 'b', ['a'])], from: 'b', to: 'a', way: ['b', 'a'] },
])
  test(`OtherPlans gives ${way ? 'the' : 'no'} way back where ${when}`, () =>
    assert.deepEqual(new OtherPlans(among).way(from, { name: to, path: `${to}.plan.yaml` }), way))

test('OtherPlans knows all that come before a plan, or after it', () => {
  assert.equal(new OtherPlans(many).orderedWith('p500', ['p499']).size, many.length)
})
