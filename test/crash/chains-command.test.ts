import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { plan } from '../support/cli.ts'
import { randomFrom } from './chain-plans.ts'
import { copyOf, differenceTo, killed, makeStage, missing, plain, type Stage, stateOf, type When } from './stage.ts'

/** Where the plan of a repository stands. */
async function standing(root: string): Promise<string | undefined> {
  const { stdout } = await plan(root, ['status', '--json'])
  const { plans } = JSON.parse(stdout) as { readonly plans: readonly { readonly state: string }[] }
  return plans[0]?.state
}

/** What a person could type; a run that began to go back only goes back. */
function next(state: string | undefined, back: boolean): readonly string[] | undefined {
  if (state === 'pending') return ['run', 'shop-address']
  if (state === 'rolled-back' || state === 'failed') return undefined
  if (state === 'applied') return back ? ['rollback', '--yes'] : undefined
  return back ? ['rollback', '--yes'] : ['resume']
}

/** Kills process after process of a run, and at last lets one be; gives what is wrong, or undefined, and what was typed. */
async function chain(stage: Stage, seed: number): Promise<{ readonly problem: string | undefined; readonly told: readonly string[] }> {
  const random = randomFrom(seed)
  const root = await copyOf(stage.shop.root)
  const told: string[] = []
  try {
    const turnsBack = random() < 0.6
    let back = false
    for (let deaths = 2 + Math.floor(random() * 4); deaths > 0; deaths -= 1) {
      const args = next(await standing(root), back)
      if (args === undefined) break
      const at = Math.floor(random() ** 1.5 * stage.writes.run)
      const when = (['before', 'torn', 'after'] as const)[Math.floor(random() * 3)]! satisfies When
      told.push(`plan ${args.join(' ')}, killed ${when} write ${at}`)
      await killed(root, args, at, when)
      back ||= turnsBack && random() < 0.5
    }
    const problem = await letBe(root, turnsBack, told)
    if (problem !== undefined) return { problem, told }
    const forward = (await standing(root)) === 'applied'
    return { problem: differenceTo(forward ? stage.after : stage.before, stateOf(root, forward ? 'without' : 'with')), told }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Goes on until there is nothing left to do. Whether a command ran to its end before a crash only a person can tell. */
async function letBe(root: string, back: boolean, told: string[]): Promise<string | undefined> {
  for (let left = 4; left > 0; left -= 1) {
    const args = next(await standing(root), back)
    if (args === undefined) return undefined
    const { exitCode, output } = plain(await plan(root, args))
    told.push(`plan ${args.join(' ')}: exit ${exitCode}`)
    if (exitCode === 4) await plan(root, ['resolve', 'build_index', '--as', 'absent', '--reason', 'it may run twice'])
    else if (exitCode !== 0) return `exit ${exitCode}: ${output}`
  }
  return 'it never ends'
}

test('Law: whatever chain of kills, resumes and rollbacks there is of the real command, it ends as if undisturbed', {
  skip: missing,
}, async () => {
  const repeated = process.env['BACKOUT_TEST_SEED']
  const first = Number(repeated ?? Math.floor(Math.random() * 1_000_000))
  const count = repeated === undefined ? Number(process.env['BACKOUT_TEST_KILL_CHAINS'] ?? 9) : 1
  console.log(`${count} chains of kills from seed ${first} (BACKOUT_TEST_SEED repeats one, BACKOUT_TEST_KILL_CHAINS says how many)`)
  await using stage = await makeStage()
  const wrong: string[] = []
  const seeds = Array.from({ length: count }, (_, index) => first + index).values()
  const worker = async (): Promise<void> => {
    for (const seed of seeds) {
      const { problem, told } = await chain(stage, seed)
      if (problem !== undefined) wrong.push(`seed ${seed}: ${problem}\n${told.join('\n')}`)
    }
  }
  await Promise.all([worker(), worker(), worker()])
  assert.deepEqual(wrong, [])
})
