import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { machineClock } from '../../../packages/cli/src/compose/clock.ts'

test('The clock of the machine sleeps not at all where it was told to stop before', async () => {
  const slept = machineClock.sleep(2 ** 40, AbortSignal.abort()).then(() => 'woken')
  assert.equal(await Promise.race([slept, setTimeout(1000, 'asleep', { ref: false })]), 'woken')
})

test('The clock of the machine sleeps on for longer than a timer can count, until it is told to stop', async () => {
  const stop = new AbortController()
  const slept = machineClock.sleep(2 ** 40, stop.signal).then(() => 'woken')
  assert.equal(await Promise.race([slept, setTimeout(50, 'asleep')]), 'asleep')
  stop.abort()
  assert.equal(await slept, 'woken')
})

test('The clock of the machine sleeps as long as it is asked to, and leaves nothing behind', async () => {
  const stop = new AbortController()
  await machineClock.sleep(5, stop.signal)
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0)
})
