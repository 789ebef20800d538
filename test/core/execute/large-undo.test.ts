import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const parts = ['a', 'b', 'c'].map((letter) => Buffer.from(letter.repeat(100_000)))

/** The shelf, where an undo has large parts behind what is needed; `see` gets what a revert gets. */
function withParts(shelf: Shelf, see: (undo: readonly unknown[]) => void): Plugin {
  const plugin = shelfPlugin(shelf)
  const large = (put: AnyStepType): AnyStepType => ({
    ...put,
    async *capture(unit) {
      yield unit
      yield* parts
    },
    revert(undo, after, context) {
      see(undo)
      return put.revert!(undo, after, context)
    },
  })
  return { ...plugin, steps: plugin.steps.map((type) => (type.uses === 'shelf/put' ? large(type) : type)) }
}

test('the parts of a large undo are read when they are looked at, and are not kept', async () => {
  const shelf = new Shelf()
  const seen: boolean[] = []
  await using bench = await engineBench([
    withParts(shelf, (undo) => {
      const [, ...large] = undo
      assert.deepEqual(
        large.map((bytes) => Buffer.from(bytes as Uint8Array)),
        parts,
      )
      seen.push(large.length === 3 && new Set([undo[1], undo[1]]).size === 2)
    }),
  ])
  await bench.run(boundPlan([putStep('a')]))
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(seen, [true])
})

test('Law: nothing is taken back where any part of its undo is damaged', async () => {
  const shelf = new Shelf()
  let seen = 0
  await using bench = await engineBench([withParts(shelf, () => seen++)])
  await bench.run(boundPlan([putStep('a')]))
  damage(bench.root)
  const { left } = await bench.rollback()
  assert.deepEqual(left, ['a'])
  assert.equal(seen, 0)
  assert.deepEqual([...shelf.slots.keys()], ['a'])
})

/** Changes the last byte of each pack of undos. */
function damage(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/undo\/pack-\d+$/.test(entry)) continue
    const path = join(folder, entry)
    const bytes = readFileSync(path)
    bytes[bytes.length - 1]! ^= 0xff
    writeFileSync(path, bytes)
  }
}
