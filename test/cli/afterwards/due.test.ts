import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PlanError } from '../../../packages/core/src/model/index.ts'
import type { RunHeader } from '../../../packages/core/src/record/index.ts'
import type { OutcomeJson } from '../../../packages/cli/src/shapes/run.ts'
import { takeUp } from '../../../packages/cli/src/run/take-up.ts'
import { planText, type Repository, repository, writes } from '../repository.ts'

interface TakenUpJson {
  readonly runs: readonly { readonly run: string; readonly plan: string; readonly ending: string }[]
  readonly failed: readonly { readonly run: string; readonly message: string }[]
}

const plan = (name: string, steps: string, more = ''): string => planText(name, steps, more).replace('out/**', `${name}/**`)
async function ran(repo: Repository, name: string): Promise<string> {
  return (await repo.json<TakenUpJson>(['run', name])).value.runs[0]!.run
}

/** Changes a letter in the middle of a run's journal. */
function damage({ root }: Repository, run: string): void {
  const path = join(root, '.backout/runs', run, 'journal.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('step-started', 'step-startec'))
}

describe('--due', { concurrency: 4 }, () => {
  test('of plan finalize ends the windows of the others where the record of one is damaged, and exits with 4', async (t) => {
    const short = 'rollbackWindow: 1ms'
    const repo = repository(t, {
      'plans/a.plan.yaml': plan('a', writes('one', 'a/1'), short),
      'plans/b.plan.yaml': plan('b', writes('one', 'b/1'), short),
    })
    const [damaged, whole] = [await ran(repo, 'a'), await ran(repo, 'b')]
    damage(repo, damaged)
    const { exitCode, value } = await repo.json<TakenUpJson>(['finalize', '--due'])
    assert.deepEqual([exitCode, value.runs.map(({ run }) => run), value.failed.map(({ run }) => run)], [4, [whole], [damaged]])
  })
})

test('plan resume --due tells of a run that it does not go on with', async (t) => {
  const fails = '- id: there\n  uses: file/check\n  with: { paths: [a/flag] }\n'
  const repo = repository(t, { 'plans/a.plan.yaml': plan('a', `${writes('one', 'a/1')}${fails}`, 'onFailure: pause') })
  const run = await ran(repo, 'a')
  const { exitCode, stdout } = await repo.plan(['resume', '--due'])
  assert.equal(exitCode, 0)
  assert.equal(stdout, `No run is due\n! Run ${run} is paused, and no process is working on it\n\nNext: plan status ${run}`)
})

test('plan run says of a plan whose run has lost its journal that the record is damaged, and exits with 4', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': plan('a', writes('one', 'a/1')) })
  const run = await ran(repo, 'a')
  rmSync(join(repo.root, '.backout/runs', run, 'journal.jsonl'))
  const { exitCode, error } = await repo.json(['run', 'a'])
  assert.deepEqual([exitCode, error.code, error.hint], [4, 'corrupt', `See what of it is whole: plan audit ${run}`])
  assert.match((await repo.plan(['status'])).stdout, /! paused {2}a .* its journal is not there/)
  assert.equal((await repo.json(['audit', run])).exitCode, 4)
})

const headers = ['one', 'two', 'three'].map((run) => ({ run }) as RunHeader)
const outcome = (run: string, ending: string, exitCode: number): OutcomeJson => ({ run, ending, exitCode }) as OutcomeJson

for (const [what, due, ends, taken] of [
  ['takes up all', true, ['succeeded', 'waiting', 'succeeded'], { runs: ['one', 'two', 'three'], failed: [], exitCode: 3 }],
  [
    'keeps none waiting for one that fails',
    true,
    ['succeeded', 'busy', 'succeeded'],
    { runs: ['one', 'three'], failed: ['two'], exitCode: 5 },
  ],
  [
    'stops with one that is interrupted',
    true,
    ['succeeded', 'interrupted', 'succeeded'],
    { runs: ['one', 'two'], failed: [], exitCode: 130 },
  ],
  [
    'takes up no other after one that a signal found in its last unit',
    true,
    ['signalled', 'succeeded', 'succeeded'],
    { runs: ['one'], failed: [], exitCode: 130 },
  ],
] as const)
  test(`takeUp() ${what}`, async () => {
    const stop = new AbortController()
    const work = async ({ run }: RunHeader): Promise<OutcomeJson> => {
      const end = ends[headers.findIndex((header) => header.run === run)]!
      if (end === 'busy') throw new PlanError('busy', 'Cannot claim it', { hint: 'Wait' })
      if (end === 'interrupted' || end === 'signalled') stop.abort()
      return outcome(run, end, { succeeded: 0, waiting: 3, interrupted: 130, signalled: 0 }[end])
    }
    const { runs, failed, exitCode } = await takeUp(headers, { due, stop: stop.signal }, work)
    assert.deepEqual({ runs: runs.map(({ run }) => run), failed: failed.map(({ run }) => run), exitCode }, taken)
  })

test('takeUp() throws what is wrong with a run that is named', async () =>
  assert.rejects(
    takeUp(headers, { due: false, stop: new AbortController().signal }, async () => {
      throw new PlanError('busy', 'Cannot claim it')
    }),
    { code: 'busy' },
  ))
