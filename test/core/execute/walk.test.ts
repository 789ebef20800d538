import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { boundPlan, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'
import { engineBench } from '../../support/engine.ts'

/** A random graph: each step may need any steps above it, and writes one of few slots. */
const graphs = fc
  .array(fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), slot: fc.nat({ max: 4 }), slow: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((sketches) =>
    sketches.map(({ needs, slot, slow }, index): { readonly step: StepSketch; readonly slow: number } => ({
      step: putStep(`s${index}`, {
        needs: index === 0 ? [] : [...new Set(needs.map((need) => `s${need % index}`))],
        with: { connection: 'plain', slot: `slot${slot}`, value: `by s${index}` },
      }),
      slow,
    })),
  )

/** Runs a graph on a shelf whose writes take random time; gives when each step began and ended, as positions in one log. */
async function observed(graph: readonly { readonly step: StepSketch; readonly slow: number }[], direction: 'run' | 'rollback') {
  const shelf = new Shelf()
  const log: string[] = []
  const bench = await engineBench([shelfPlugin(shelf)], {
    observe: (notice) => {
      if (notice.kind !== 'event') return
      const { event } = notice.record
      if (event.kind === 'step-started') log.push(`start ${event.step}`)
      if (event.kind === 'step-finished') log.push(`end ${event.step}`)
      if (event.kind === 'step-reverted') log.push(`reverted ${event.step}`)
    },
  })
  await using _ = bench
  const slow = new Map(graph.map((node) => [String((node.step.with as { readonly slot: string }).slot), node.slow]))
  shelf.trouble = async (what) => {
    for (let turns = slow.get(what.replace('put ', '')) ?? 0; turns > 0; turns -= 1) await new Promise((done) => setImmediate(done))
  }
  const outcome = await bench.run(boundPlan(graph.map(({ step }) => step)))
  assert.equal(outcome.ending, 'succeeded')
  const slots = Object.fromEntries(shelf.slots)
  if (direction === 'rollback') assert.equal((await bench.rollback()).ending, 'rolled-back')
  return { log, slots, left: shelf.slots.size }
}

const slotOf = (step: StepSketch): unknown => step.with?.['slot']

test('Law: in any graph a step begins after what it needs has ended, and steps that touch the same are serialised in plan order', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (graph) => {
      const { log, slots } = await observed(graph, 'run')
      for (const [index, { step }] of graph.entries()) {
        for (const need of step.needs ?? [])
          assert.ok(log.indexOf(`end ${need}`) < log.indexOf(`start ${step.id}`), `${need} before ${step.id}: ${log.join(', ')}`)
        for (const earlier of graph.slice(0, index)) {
          if (slotOf(earlier.step) === slotOf(step))
            assert.ok(log.indexOf(`end ${earlier.step.id}`) < log.indexOf(`start ${step.id}`), `${earlier.step.id} before ${step.id}`)
        }
      }
      const last = new Map(graph.map(({ step }) => [slotOf(step), `by ${step.id}`]))
      assert.deepEqual(slots, Object.fromEntries(last))
    }),
    { numRuns: 60 },
  )
})

test('Law: in any graph a step is reverted only after everything that depends on it', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (graph) => {
      const { log, left } = await observed(graph, 'rollback')
      assert.equal(left, 0)
      for (const { step } of graph) {
        for (const need of step.needs ?? []) assert.ok(log.indexOf(`reverted ${step.id}`) < log.indexOf(`reverted ${need}`))
      }
    }),
    { numRuns: 40 },
  )
})
