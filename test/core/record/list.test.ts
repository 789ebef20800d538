import assert from 'node:assert/strict'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bound, goOnWith, makeRecords, note, watchedFs, writeRun } from './support.ts'

for (const { when, events, gives } of [
  { when: 'it was created', events: [], gives: { state: 'open' } },
  { when: 'it succeeded', events: [{ kind: 'run-finished', ending: 'succeeded' }], gives: { state: 'succeeded' } },
  {
    when: 'it is finalized',
    events: [
      { kind: 'run-finished', ending: 'succeeded' },
      { kind: 'finalized', actor: 'me' },
    ],
    gives: { state: 'finalized' },
  },
  { when: 'it is paused', events: [{ kind: 'paused', reason: 'a conflict' }], gives: { state: 'paused' } },
  {
    when: 'it waits for a time',
    events: [{ kind: 'waiting-began', waiting: { for: 'time', step: 'a', resumeAfter: '2026-02-01T00:00:00.000Z' } }],
    gives: { state: 'waiting', resumeAfter: '2026-02-01T00:00:00.000Z' },
  },
  {
    when: 'it goes on after that',
    events: [
      { kind: 'paused', reason: 'a conflict' },
      { kind: 'run-started', epoch: 2, host: 'h', pid: 1, actor: 'me', direction: 'apply' },
    ],
    gives: { state: 'open' },
  },
] as const) {
  test(`list() tells from the head and the tail how a run stands when ${when}`, async () => {
    using records = makeRecords()
    const store = records.open()
    await writeRun(store, 'r', [events, Array.from({ length: 500 }, (_, index) => note(`${index} ${'x'.repeat(100)}`))])
    const { run: _, plan, ...header } = (await store.list())[0]!
    const { planDigest, bindingDigest, environment } = bound
    assert.equal(plan, 'sketch')
    assert.deepEqual(header, { planDigest, bindingDigest, environment, createdAt: header.createdAt, ...gives })
  })
}

test('list() reads the journal of a run that has ended once, and again where somebody has gone on with it', async () => {
  using records = makeRecords()
  const read: string[] = []
  const fs = watchedFs((name, [path]) => void (name === 'open' && read.push(String(path))))
  const store = records.open({ fs })
  await writeRun(store, 'ended', [[{ kind: 'run-finished', ending: 'succeeded' }]])
  await writeRun(store, 'open', [])
  const listed = async (): Promise<readonly unknown[]> => {
    read.length = 0
    const states = (await store.list()).map(({ state }) => state)
    return [states, ...['ended', 'open'].filter((run) => read.includes(store.folderOf(run).journal))]
  }
  assert.deepEqual(await listed(), [['succeeded', 'open'], 'ended', 'open'])
  assert.deepEqual(await listed(), [['succeeded', 'open'], 'open'])
  await goOnWith(records.open(), 'ended', [{ kind: 'rollback-started', reason: 'a test wants it', actor: 'me' }])
  assert.deepEqual(await listed(), [['open', 'open'], 'ended', 'open'])
})

test('list() asks the disk once for each run that is known to have ended', async () => {
  using records = makeRecords()
  const asked: string[] = []
  const store = records.open({ fs: watchedFs((name) => void asked.push(name)) })
  for (const run of ['a', 'b', 'c']) await writeRun(store, run, [[{ kind: 'run-finished', ending: 'succeeded' }]])
  await store.list()
  asked.length = 0
  assert.equal((await store.list()).length, 3)
  assert.deepEqual(asked, ['list', 'stampOf', 'stampOf', 'stampOf'])
})

test('list() names a run whose record is damaged, with what is known of it', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  writeFileSync(store.folderOf('r').journal, 'rubbish\n')
  const [header] = await store.list()
  assert.deepEqual([header?.run, header?.plan, header?.problem], ['r', 'sketch', 'the first record of its journal is damaged'])
  writeFileSync(store.folderOf('r').plan, '{')
  assert.match((await store.list())[0]?.problem ?? '', /^Cannot read the frozen plan of run "r": run.json is damaged$/)
})

test('list() tells of a run whose journal was lost what its frozen plan knows, and of the others all', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'lost', [])
  await writeRun(store, 'whole', [])
  rmSync(store.folderOf('lost').journal)
  assert.deepEqual(
    (await store.list()).map(({ run, plan, state, problem }) => ({ run, plan, state, problem })),
    [
      { run: 'lost', plan: 'sketch', state: 'paused', problem: 'its journal is not there' },
      { run: 'whole', plan: 'sketch', state: 'open', problem: undefined },
    ],
  )
  await assert.rejects(store.read('lost'), { code: 'corrupt' })
})

test('list() leaves out a copy that somebody made of a run, and says of one that is out of its place that it is', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  cpSync(store.folderOf('r').path, store.folderOf('copy').path, { recursive: true })
  assert.deepEqual(
    (await store.list()).map(({ run, problem }) => [run, problem]),
    [['r', undefined]],
  )
  rmSync(store.folderOf('r').path, { recursive: true })
  assert.deepEqual(
    (await store.list()).map(({ run, plan, problem }) => [run, plan, problem]),
    [['copy', 'sketch', 'its folder is not called "r", as the run is']],
  )
})

test('list() leaves out what else lies there, also a copy under a name that no run has', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  for (const name of ['r (copy)', 'ü', '..x', '.draft-1']) cpSync(store.folderOf('r').path, join(records.runs, name), { recursive: true })
  mkdirSync(join(records.runs, 'my notes'))
  writeFileSync(join(records.runs, 'Thumbs.db'), '')
  assert.deepEqual(
    (await store.list()).map(({ run, problem }) => [run, problem]),
    [['r', undefined]],
  )
})

test('list() fails where the folder of runs may not be read: it is not empty for that', async () => {
  using records = makeRecords()
  const fs = watchedFs((name) => {
    if (name === 'list') throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  })
  await assert.rejects(records.open({ fs }).list(), {
    code: 'failed',
    message: `Cannot read the folder of runs "${records.runs}"`,
  })
})
