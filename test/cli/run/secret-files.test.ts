import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

const plan = { 'plans/a.plan.yaml': planText('a', writes('one', 'out/one.txt', 'token ${{ secrets.TOKEN }}')) }

describe('A secret that a file holds', { concurrency: 4 }, () => {
  for (const { what, make, why } of [
    { what: 'a device that never ends', make: () => '/dev/zero', why: /more than 65536 cannot be kept out of the record/ },
    { what: 'a device that gives no text', make: () => '/dev/urandom', why: /it is no text in UTF-8/ },
    { what: 'a folder', make: (path: string) => mkdirSync(path), why: /EISDIR/ },
    {
      what: 'a file of 5 GiB',
      make: (path: string) => (writeFileSync(path, ''), truncateSync(path, 5 * 2 ** 30)),
      why: /more than 65536 cannot be kept out of the record/,
    },
    { what: 'a pipe that nobody writes to', make: (path: string) => void execFileSync('mkfifo', [path]), why: /secret TOKEN not set/ },
  ] as const)
    test(`is told of, and not waited for, where that is ${what}`, { timeout: 60_000 }, async (t) => {
      const repo = repository(t, plan)
      const path = join(repo.root, '.git/token')
      const { exitCode, error } = await repo.json(['run', 'a'], { TOKEN_FILE: make(path) ?? path })
      assert.equal(exitCode, 2)
      assert.match(`${error.message} ${error.hint}`, why)
    })

  for (const { what, command } of [
    { what: 'the output of another program', command: 'TOKEN_FILE=<(printf hunter2-hunter2)' },
    { what: 'the output of one that takes its time', command: 'TOKEN_FILE=<(sleep 1; printf hunter2-; sleep 1; printf hunter2)' },
  ])
    test(`is read where that is ${what}`, async (t) => {
      const repo = repository(t, plan)
      const { exitCode, stderr } = await repo.typed(`exec bash -c '${command} "$PLAN_NODE" "$PLAN_BIN" run a'`)
      assert.equal(exitCode, 0, stderr)
      assert.equal(repo.read('out/one.txt'), 'token hunter2-hunter2')
    })

  const piped = (args: string): string => `exec bash -c 'TOKEN_FILE=<(printf hunter2-hunter2) exec "$PLAN_NODE" "$PLAN_BIN" ${args}'`

  test('is hidden in a preview, where it can be read only once', async (t) => {
    const { exitCode, stdout } = await repository(t, plan).typed(piped('preview a'))
    assert.equal(exitCode, 0)
    assert.match(stdout, /^\+token \*+$/m)
  })

  test('is known to each plan of a folder, where it can be read only once', async (t) => {
    const other = planText('b', writes('two', 'other/two.txt', 'token ${{ secrets.TOKEN }}')).replace('out/**', 'other/**')
    const repo = repository(t, { ...plan, 'plans/b.plan.yaml': other })
    const { exitCode, stdout } = await repo.typed(piped('run plans'))
    assert.equal(exitCode, 0, stdout)
    assert.equal(repo.read('other/two.txt'), 'token hunter2-hunter2')
  })
})

test('plan run FOLDER lists all secrets that are missing before any of its plans runs', async (t) => {
  const other = planText('b', writes('two', 'other/two.txt', '${{ secrets.OTHER }}${{ secrets.TOKEN }}')).replace('out/**', 'other/**')
  const first = planText('1st', writes('three', 'first/three.txt')).replace('out/**', 'first/**')
  const repo = repository(t, { ...plan, 'plans/b.plan.yaml': other, 'plans/1st.plan.yaml': first })
  const { exitCode, error } = await repo.json(['run', 'plans'])
  assert.deepEqual([exitCode, error.message], [2, 'Cannot run "plans" in local: secrets TOKEN, OTHER not set'])
  assert.equal(existsSync(join(repo.root, 'first')), false)
})
