import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Effects } from '@backout/core/execute'
import type { BlobRef, RunEvent, UndoChunk } from '@backout/core/model'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import type { RunStore } from '@backout/core/record'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

/** What a loss of power would leave of a record. */
interface Disk {
  readonly events: RunEvent[]
  readonly blobs: Set<string>
}

/** A store that tells what of a record was synced. */
function syncedBy(store: RunStore, disk: Disk): RunStore {
  return {
    ...store,
    async append(run, claim) {
      const journal = await store.append(run, claim)
      const waiting: RunEvent[] = []
      const synced = (): void => void disk.events.push(...waiting.splice(0))
      return {
        async append(events, when) {
          waiting.push(...events)
          await journal.append(events, when)
          if (when === 'durable') synced()
        },
        flush: () => journal.flush().then(synced),
        [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
      }
    },
    async blobs(run, access) {
      const blobs = await store.blobs(run, access)
      const waiting: string[] = []
      return {
        get: (ref) => blobs.get(ref),
        open: (refs, signal) => blobs.open(refs, signal),
        async put(bytes, room) {
          const ref = await blobs.put(bytes, room)
          waiting.push(ref.digest)
          return ref
        },
        async flush() {
          await blobs.flush()
          for (const digest of waiting.splice(0)) disk.blobs.add(digest)
        },
        [Symbol.asyncDispose]: () => blobs[Symbol.asyncDispose](),
      }
    },
  }
}

const chunksOf = (event: RunEvent): readonly UndoChunk[] => (event.kind === 'undo-captured' ? event.chunks : [])

for (const [where, stepOf, effects] of [
  ['outside of a transaction', putStep, ['put a', 'revert a']],
  ['in a transaction', commitStep, ['commit run-1/a/0', 'commit run-1/a/0~revert']],
] as const)
  for (const [size, length] of [
    ['a small undo', 10],
    ['an undo that is too large for the journal', 10_000],
  ] as const)
    test(`Law: intent first: before a unit ${where} with ${size} is applied, intent and undo are synced, and before it is reverted, that intent`, async () => {
      const shelf = new Shelf()
      const disk: Disk = { events: [], blobs: new Set() }
      const found: unknown[] = []
      shelf.trouble = (happening) => {
        if (!effects.includes(happening as never)) return
        const chunks = disk.events.flatMap(chunksOf)
        const isKept = (chunk: UndoChunk): boolean => 'inline' in chunk || disk.blobs.has(chunk.digest)
        const kinds = disk.events.map(({ kind }) => kind)
        const about = kinds.filter((kind) => kind === 'unit-intended' || kind === 'undo-captured' || kind === 'revert-intended')
        found.push([happening, about, chunks.length > 0 && chunks.every(isKept)])
      }
      await using bench = await engineBench([shelfPlugin(shelf)])
      const store = syncedBy(bench.store, disk)
      const step = stepOf('a')
      await bench.run(boundPlan([{ ...step, with: { ...step.with, value: 'x'.repeat(length) } }]), { store })
      await bench.rollback({ store })
      assert.deepEqual(found, [
        [effects[0], ['unit-intended', 'undo-captured'], true],
        [effects[1], ['unit-intended', 'undo-captured', 'revert-intended'], true],
      ])
    })

test('Law: intent first: no record reaches the disk before the contents and outputs that it names', async () => {
  const shelf = new Shelf()
  const disk: Disk = { events: [], blobs: new Set() }
  const lacking: string[] = []
  // A record that was appended may reach the disk at any time.
  const observe: Effects['observe'] = (notice) => {
    if (notice.kind !== 'event') return
    const { event } = notice.record
    for (const blob of [contentOf(event), outputOf(event)]) if (blob && !disk.blobs.has(blob.digest)) lacking.push(event.kind)
  }
  await using bench = await engineBench([shelfPlugin(shelf)], { observe })
  const large = { id: 'large', uses: 'shelf/send', with: { text: 'x'.repeat(2 ** 21) }, rollback: { none: 'it was sent' } }
  await bench.run(boundPlan([large, putStep('a'), putStep('b')]), { store: syncedBy(bench.store, disk) })
  assert.deepEqual(
    [...(await bench.state()).steps.values()].map(({ outputBlob }) => outputBlob !== undefined),
    [true, false, false],
  )
  assert.deepEqual(lacking, [])
})

const contentOf = (event: RunEvent): BlobRef | undefined => (event.kind === 'unit-intended' ? event.contentBlob : undefined)
const outputOf = (event: RunEvent): BlobRef | undefined => (event.kind === 'step-finished' ? event.outputBlob : undefined)

/** The shelf, where what a slot holds is captured, and nobody can tell whether a unit happened: it is repeated. */
function repeating(shelf: Shelf): Plugin {
  const plugin = shelfPlugin(shelf)
  const blind = ({ probe: _probe, ...put }: AnyStepType): AnyStepType => ({
    ...put,
    async *capture(unit) {
      const about = unit as { readonly slot: string }
      yield { ...about, before: shelf.slots.get(about.slot) ?? null }
    },
  })
  return { ...plugin, steps: plugin.steps.map((type) => (type.uses === 'shelf/put' ? blind(type) : type)) }
}

test('Law: intent first: a unit that is repeated after a crash is taken back to what was captured at first', async () => {
  const shelf = new Shelf()
  shelf.slots.set('a', 'old')
  await using bench = await engineBench([repeating(shelf)])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
  await assert.rejects(bench.run(boundPlan([putStep('a')]), { store }), Crash)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'old' })
})

for (const [what, pluginOf] of [
  ['its probe tells that it happened', shelfPlugin],
  ['nobody can tell whether it happened', repeating],
] as const)
  test(`Law: intent first: a unit that fails behind its effect is taken back with what was captured, where ${what}`, async () => {
    const shelf = new Shelf()
    shelf.slots.set('a', 'old')
    shelf.trouble = (happening) => {
      if (happening === 'after put a') throw new Error('the shelf broke')
    }
    await using bench = await engineBench([pluginOf(shelf)])
    assert.equal((await bench.run(boundPlan([putStep('a')]))).ending, 'rolled-back')
    assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'old' })
    const { steps } = await bench.state()
    assert.deepEqual(
      [...steps].map(([id, { phase, units }]) => [id, phase, units.get(0)?.phase]),
      [['a', 'reverted', 'reverted']],
    )
  })
