import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { plan } from '../support/cli.ts'
import { fileTree } from '../support/file-tree.ts'
import { dataFolder, makeShop, type Shop } from '../support/shop.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'

const missing = existsSync(join(dataFolder, 'chinook'))
  ? false
  : `NOT TESTED: the Chinook database is not in ${dataFolder} (set BACKOUT_TEST_DATA)`
const preload = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href

type When = 'before' | 'torn' | 'after'
interface Point {
  readonly at: number
  readonly when: When
  readonly then: 'resume' | 'rollback'
}

/** Folders of repositories: one before the plan, one after it, and how many writes to the record each way took. */
interface Stage extends AsyncDisposable {
  readonly shop: Shop
  readonly before: State
  readonly after: State
  readonly applied: string
  readonly writes: { readonly run: number; readonly rollback: number }
}
interface State {
  readonly database: string
  readonly files: Readonly<Record<string, string>>
}

/** After a run the ledger is there, with an identity and times of its own; before it and after a rollback nothing of it may be left. */
const stateOf = (root: string, ledger: 'with' | 'without'): State => ({
  database: dumpSqlite(join(root, 'shop.db'), ledger === 'without' ? /^backout_/ : undefined),
  files: fileTree(root, ['shop.db']),
})

/** Writes to the record, counted in a process that is left alone. */
async function counted(root: string, args: readonly string[]): Promise<number> {
  const file = `${root}.count`
  const { exitCode, stdout, stderr } = await plan(root, args, { env: { NODE_OPTIONS: `--import=${preload}`, KILL_COUNT: file } })
  assert.equal(exitCode, 0, stdout + stderr)
  return Number(await readFile(file, 'utf8'))
}

async function makeStage(): Promise<Stage> {
  const shop = await makeShop()
  const applied = await copyOf(shop.root)
  const before = stateOf(applied, 'with')
  const run = await counted(applied, ['run', 'shop-address'])
  const after = stateOf(applied, 'without')
  const back = await copyOf(applied)
  const rollback = await counted(back, ['rollback', '--yes'])
  assert.deepEqual(stateOf(back, 'with'), before)
  const clean = async (): Promise<void> => {
    for (const folder of [applied, back]) for (const path of [folder, `${folder}.count`]) await rm(path, { recursive: true, force: true })
    await shop[Symbol.asyncDispose]()
  }
  return { shop, before, after, applied, writes: { run, rollback }, [Symbol.asyncDispose]: clean }
}

async function copyOf(root: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'backout-crash-'))
  await cp(root, copy, { recursive: true })
  return copy
}

/** Crashes at a point and goes on; gives what is wrong, or undefined. */
async function tryPoint(stage: Stage, direction: 'run' | 'rollback', { at, when, then }: Point): Promise<string | undefined> {
  const root = await copyOf(direction === 'run' ? stage.shop.root : stage.applied)
  try {
    const args = direction === 'run' ? ['run', 'shop-address'] : ['rollback', '--yes']
    await plan(root, args, { env: { NODE_OPTIONS: `--import=${preload}`, KILL_AT: String(at), KILL_WHEN: when } })
    const { exitCode, output } = await goOn(root, direction, then)
    const forward = then === 'resume' && direction === 'run'
    const expected = forward ? stage.after : stage.before
    const state = stateOf(root, forward ? 'without' : 'with')
    if (exitCode !== 0) return `exit ${exitCode}: ${output}`
    if (state.database !== expected.database) return `the database differs: ${firstDifference(expected.database, state.database)}`
    const files = firstDifference(JSON.stringify(expected.files, null, 1), JSON.stringify(state.files, null, 1))
    return files === undefined ? undefined : `the files differ: ${files}`
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

function plain({ exitCode, stdout, stderr }: Awaited<ReturnType<typeof plan>>) {
  return { exitCode, output: stdout + stderr }
}

function firstDifference(expected: string, actual: string): string | undefined {
  const [wanted, found] = [expected.split('\n'), actual.split('\n')]
  const line = wanted.findIndex((text, index) => text !== found[index])
  if (line < 0 && wanted.length === found.length) return undefined
  return `line ${line}: expected ${wanted[line]?.slice(0, 300)}, is ${found[line]?.slice(0, 300)}`
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
      const wrong: string[] = []
      const queue = chosen.values()
      const worker = async (): Promise<void> => {
        for (const point of queue) {
          const problem = await tryPoint(stage, direction, point)
          if (problem !== undefined) wrong.push(`${JSON.stringify(point)} ${problem}`)
        }
      }
      await Promise.all(Array.from({ length: Math.max(2, availableParallelism() - 1) }, worker))
      console.log(`${direction}: killed at ${chosen.length} of ${points.length} points (${stage.writes[direction]} writes to the record)`)
      assert.deepEqual(wrong, [])
    })
  }
})
