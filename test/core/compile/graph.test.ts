import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { topologicalOrder } from '../../../packages/core/src/compile/index.ts'
import { resolveNeeds } from '../../../packages/core/src/compile/order.ts'

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
