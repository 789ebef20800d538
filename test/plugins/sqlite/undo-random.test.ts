import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { randomSchema, randomUnit } from './random.ts'
import { assertSameState, sqliteWorld } from './world.ts'

const runs = Number(process.env['BACKOUT_PROPERTY_RUNS'] ?? 25)

test('Law: any units on SQLite, run and then taken back newest first, are the identity at every step back', async () => {
  const counts = { units: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      fc.array(fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), { minLength: 1, maxLength: 6 }),
      async (schema, choices) => {
        await using world = await sqliteWorld({ sql: randomSchema(schema) })
        if (process.env['BACKOUT_PROPERTY_SHOW']) console.log(randomSchema(schema))
        const stack: { readonly before: string; readonly sql: string; readonly applied: Awaited<ReturnType<typeof world.apply>> }[] = []
        for (const numbers of choices) {
          const before = world.state()
          const sql = world.other((db) => randomUnit(db, numbers))
          counts.units++
          if (process.env['BACKOUT_PROPERTY_SHOW']) console.log(`--- ${sql}`)
          try {
            stack.push({ before, sql, applied: await world.apply(sql, [], 'snapshot') })
          } catch (error) {
            counts.failed++
            if (process.env['BACKOUT_PROPERTY_SHOW']) console.log((error as Error).message)
            assertSameState(world.state(), before, `a unit that failed left something: ${sql}`)
          }
        }
        for (const { before, sql, applied } of stack.toReversed()) {
          const ended = await world.revert(applied)
          if (ended !== 'reverted') throw new Error(`${sql}\nConflict: ${ended.conflict}`)
          assertSameState(world.state(), before, sql)
        }
      },
    ),
    {
      numRuns: runs,
      endOnFailure: process.env['BACKOUT_PROPERTY_SHRINK'] === undefined,
      ...(process.env['BACKOUT_PROPERTY_SEED'] && { seed: Number(process.env['BACKOUT_PROPERTY_SEED']) }),
      ...(process.env['BACKOUT_PROPERTY_PATH'] && { path: process.env['BACKOUT_PROPERTY_PATH'] }),
    },
  )
  assert.ok(counts.failed < counts.units * 0.8, `too many units fail for this to say anything: ${counts.failed} of ${counts.units}`)
})
