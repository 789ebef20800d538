import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { plan } from '../support/cli.ts'
import { copyOf, differenceTo, killed, makeStage, missing, plain, type Stage, stateOf, type When } from './stage.ts'
import { problemsAt } from './problems-at.ts'

interface Point {
  readonly at: number
  readonly when: When
  readonly then: 'resume' | 'rollback'
}

/** Crashes at a point and goes on; gives what is wrong, or undefined. */
async function tryPoint(stage: Stage, direction: 'run' | 'rollback', { at, when, then }: Point): Promise<string | undefined> {
  const root = await copyOf(direction === 'run' ? stage.shop.root : stage.applied)
  try {
    const args = direction === 'run' ? ['run', 'shop-address'] : ['rollback', '--yes']
    await killed(root, args, at, when)
    const { exitCode, output } = await goOn(root, direction, then)
    const forward = then === 'resume' && direction === 'run'
    const expected = forward ? stage.after : stage.before
    const state = stateOf(root, forward ? 'without' : 'with')
    if (exitCode !== 0) return `exit ${exitCode}: ${output}`
    return differenceTo(expected, state)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** What a person would type; where the record does not know of the run yet, it is run anew, or there is nothing to roll back. */
async function goOn(root: string, direction: 'run' | 'rollback', then: 'resume' | 'rollback') {
  const status = await plan(root, ['status', '--json'])
  if (status.exitCode !== 0) return plain(status)
  const { plans } = JSON.parse(status.stdout) as { readonly plans: readonly { readonly state: string }[] }
  const state = plans[0]?.state
  if (direction === 'run' && state === 'pending')
    return then === 'rollback' ? { exitCode: 0, output: '' } : plain(await plan(root, ['run', 'shop-address']))
  if (state === 'applied' && then === 'resume')
    return direction === 'run' ? { exitCode: 0, output: '' } : plain(await plan(root, ['rollback', '--yes']))
  if (state === 'rolled-back') return { exitCode: 0, output: '' }
  const command = then === 'resume' ? ['resume'] : ['rollback', '--yes']
  const first = await plan(root, command)
  if (first.exitCode !== 4 || then === 'rollback') return plain(first)
  // Whether a command ran to its end before the crash only a person can tell.
  await plan(root, ['resolve', 'build_index', '--as', 'absent', '--reason', 'it may run twice'])
  return plain(await plan(root, command))
}

test('Law: a process that is killed at any write to its record loses nothing, and nothing happens twice', { skip: missing }, async (t) => {
  await using stage = await makeStage()
  for (const direction of ['run', 'rollback'] as const) {
    await t.test(`a ${direction} that is killed goes on to exactly the state of an undisturbed one`, async () => {
      const points: Point[] = []
      for (let at = 0; at < stage.writes[direction]; at += 1) {
        for (const when of ['before', 'torn', 'after'] as const) points.push({ at, when, then: 'rollback' }, { at, when, then: 'resume' })
      }
      const chosen =
        process.env['BACKOUT_TEST_CRASH'] === 'all' ? points : points.filter((_, index) => (index - Math.floor(index / 6)) % 3 === 0)
      const wrong = await problemsAt(chosen, (point) => tryPoint(stage, direction, point))
      console.log(`${direction}: killed at ${chosen.length} of ${points.length} points (${stage.writes[direction]} writes to the record)`)
      assert.deepEqual(wrong, [])
    })
  }
})
