import assert from 'node:assert/strict'
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { diskFs, type FolderRunStore, type HolderIdentity, type ProcessTable, type RecordFs } from '@backout/core/record'
import { holderStanding } from '../../../packages/core/src/record/claim/holder.ts'
import { claimOf, created, goOnWith, makeRecords, note, notesIn, type Records, watchedFs, writeRun } from './support.ts'

const start = Date.parse('2026-01-02T03:04:05.000Z')
const minute = 60_000

/** A process on a machine with a clock of its own, as others see it: on its own machine they know whether it lives, elsewhere only its heartbeat tells. */
interface Party {
  readonly store: FolderRunStore
  time: number
  alive: boolean
}

/** All machines share a disk, which has a clock too. */
interface Parties extends Map<string, Party> {
  time: number
}

const makeParties = (): Parties => Object.assign(new Map<string, Party>(), { time: start })

function party(records: Records, host: string, parties: Parties): Party {
  const name = `${host}/${parties.size}`
  const self: HolderIdentity = { host, pid: parties.size }
  const processes: ProcessTable = {
    self: () => self,
    standing: (holder) => (holder.host !== host ? 'elsewhere' : parties.get(`${host}/${holder.pid}`)?.alive ? 'alive' : 'dead'),
  }
  const one: Party = {
    time: start,
    alive: true,
    store: records.open({ fs: diskWithClock(parties), processes, clock: { now: () => new Date(one.time) }, lease: minute }),
  }
  parties.set(name, one)
  return one
}

/** What is written is changed at the time that the disk's own clock has by then. */
function diskWithClock(clock: { readonly time: number }): RecordFs {
  const written = new Map<number, string>()
  return {
    ...diskFs,
    open(path, flags, mode) {
      const fd = diskFs.open(path, flags, mode)
      if (flags !== 'r') written.set(fd, path)
      return fd
    },
    close(fd) {
      diskFs.close(fd)
      const path = written.get(fd)
      if (path !== undefined) utimesSync(path, clock.time / 1000, clock.time / 1000)
      written.delete(fd)
    },
  }
}

const request = (run: string, ...names: readonly string[]) => ({
  run,
  names: [`run:${run}`, ...names],
  holder: `holder of ${run}`,
  purpose: `run plan "${run}"`,
})
const busy = (message: RegExp) => ({ code: 'busy', message })

test('a claim takes all of its names or none', async () => {
  using records = makeRecords()
  const store = records.open()
  await using _ = await store.claim(request('a', 'x', 'y'))
  await assert.rejects(
    store.claim(request('b', 'z', 'y')),
    busy(/^Cannot run plan "b": run "a" holds "y", by holder of a, since 2026-\S+Z, and its process is alive$/),
  )
  await using other = await store.claim(request('c', 'z'))
  assert.equal(other.epoch, 2)
})

test('a claim is free again once it was disposed of, and its epoch is larger than every earlier one', async () => {
  using records = makeRecords()
  const epochs: number[] = []
  for (const run of ['a', 'a', 'b', 'a']) {
    await using claim = await records.open().claim(request(run, 'x'))
    epochs.push(claim.epoch)
  }
  assert.deepEqual(epochs, [1, 2, 3, 4])
})

test('the epoch of a run is larger than any that its journal knows, although the claims were lost', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [[{ kind: 'run-started', epoch: 41, host: 'here', pid: 1, actor: 'tester', direction: 'apply' }]])
  await using claim = await records.open().claim(request('r'))
  assert.equal(claim.epoch, 42)
})

test('a dead holder on this machine is taken over by its own run at once, and blocks other runs until unlock', async () => {
  using records = makeRecords()
  const parties = makeParties()
  const [first, second] = [party(records, 'one', parties), party(records, 'one', parties)]
  await writeRun(first.store, 'a', [])
  await first.store.claim(request('a', 'x'))
  first.alive = false
  await assert.rejects(second.store.claim(request('b', 'x')), busy(/by holder of a, since \S+, and its process is dead$/))
  await second.store.unlock('a')
  await using _ = await second.store.claim(request('b', 'x'))
})

test('a dead holder whose run has ended, or never began, blocks nobody', async () => {
  using records = makeRecords()
  const parties = makeParties()
  const [first, second] = [party(records, 'one', parties), party(records, 'one', parties)]
  await writeRun(first.store, 'ended', [[{ kind: 'run-finished', ending: 'succeeded' }]])
  await first.store.claim(request('ended', 'x'))
  await first.store.claim(request('never', 'y'))
  first.alive = false
  await using _ = await second.store.claim(request('b', 'x', 'y'))
})

test('a holder on another machine counts as alive for as long as its heartbeat is not too old', async () => {
  using records = makeRecords()
  const parties = makeParties()
  const [first, second] = [party(records, 'one', parties), party(records, 'two', parties)]
  await writeRun(first.store, 'r', [])
  const claim = await first.store.claim(request('r'))
  second.time = parties.time = start + minute - 1
  await assert.rejects(second.store.claim(request('r')), busy(/on another machine, and counts as alive until 2026-01-02T03:05:05.000Z$/))
  await assert.rejects(second.store.unlock('r'), busy(/^Cannot unlock run "r": /))
  second.time = parties.time = start + minute
  await assert.rejects(
    second.store.claim({ ...request('other'), names: ['run:r'] }),
    busy(/on another machine, and was last alive at 2026-01-02T03:04:05.000Z$/),
  )
  await using _ = await second.store.claim(request('r'))
  await assert.rejects(first.store.append('r', claim), {
    code: 'stale',
    message: 'Cannot go on with run "r": its claim was taken over or freed',
  })
  assert.equal(claim.lost.aborted, true)
})

for (const { whose, jump } of [
  { whose: 'the clock of its machine', jump: (first: Party, _: Party, by: number) => (first.time += by) },
  { whose: 'the clock of another', jump: (_: Party, second: Party, by: number) => (second.time += by) },
])
  for (const { where, by } of [
    { where: 'far ahead', by: 100 * 24 * 60 * minute },
    { where: 'far behind', by: -100 * 24 * 60 * minute },
  ])
    test(`Law: two runs never interleave: a holder is alive, and dead, whichever time it is, although ${whose} is ${where}`, async () => {
      using records = makeRecords()
      const parties = makeParties()
      const [first, second] = [party(records, 'one', parties), party(records, 'two', parties)]
      await writeRun(first.store, 'r', [])
      jump(first, second, by)
      await using claim = await first.store.claim(request('r'))
      await using journal = await first.store.append('r', claim)
      await journal.append([note('first')], 'durable')
      parties.time += minute - 1
      await assert.rejects(goOnWith(second.store, 'r', [note('second')]), { code: 'busy' })
      await journal.append([note('first again')], 'durable')
      parties.time += 1
      await goOnWith(second.store, 'r', [note('second')])
      await assert.rejects(journal.append([note('too late')], 'durable'), { code: 'stale' })
      assert.deepEqual(await notesIn(records.open(), 'r'), ['first', 'first again', 'second'])
    })

test('where nothing can be written beside a lease, the clock of the machine has to do', async () => {
  using records = makeRecords()
  const parties = makeParties()
  const first = party(records, 'one', parties)
  await writeRun(first.store, 'r', [])
  await first.store.claim(request('r'))
  const fs = watchedFs((name, [, flags]) => {
    if (name === 'open' && flags === 'wx') throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
  })
  const processes: ProcessTable = { self: () => here, standing: () => 'elsewhere' }
  const aliveAt = (time: number): boolean => records.open({ fs, processes, clock: { now: () => new Date(time) } }).alive('r')
  assert.deepEqual([start + minute - 1, start + minute].map(aliveAt), [true, false])
})

test('a claim that is kept can be taken again by its run alone, and freed by unlock', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'a', [])
  {
    await using claim = await store.claim(request('a', 'x'))
    claim.keep()
  }
  await assert.rejects(store.claim(request('b', 'x')), busy(/by holder of a, since \S+, and stands open$/))
  {
    await using claim = await store.claim(request('a', 'x'))
    claim.keep()
  }
  await store.unlock('a')
  await using _ = await store.claim(request('b', 'x'))
})

test('a claim that was kept and is let go after all blocks nobody', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'a', [])
  {
    await using claim = await store.claim(request('a', 'x'))
    claim.keep()
    claim.letGo()
  }
  await using _ = await store.claim(request('b', 'x'))
})

test('a claim that was freed while its holder was away is lost, and its journal takes nothing more', async () => {
  using records = makeRecords()
  const parties = makeParties()
  const [first, second] = [party(records, 'one', parties), party(records, 'one', parties)]
  await writeRun(first.store, 'r', [])
  await using claim = await first.store.claim(request('r'))
  await using journal = await first.store.append('r', claim)
  first.alive = false
  await second.store.unlock('r')
  await assert.rejects(journal.append([created('r')], 'durable'), { code: 'stale' })
})

for (const { what, path } of [
  { what: 'all records', path: '.' },
  { what: 'its record', path: 'r' },
  { what: 'its journal', path: 'r/journal.jsonl' },
])
  test(`a claim is lost, and says so, when something has removed ${what}`, async () => {
    using records = makeRecords()
    const store = records.open()
    await writeRun(store, 'r', [])
    await using claim = await store.claim(request('r'))
    await using journal = await store.append('r', claim)
    rmSync(join(records.runs, path), { recursive: true })
    await assert.rejects(journal.append([note('a')], 'durable'), { code: 'stale', message: /its record is gone/ })
    assert.equal(claim.lost.aborted, true)
  })

test('a claim is not one of another run', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'a', [])
  await using claim = await store.claim(request('b'))
  await assert.rejects(store.append('a', claim), { code: 'stale' })
})

test('the folder of claims does not grow with the claims that were made', async () => {
  using records = makeRecords()
  const store = records.open()
  for (let round = 0; round < 100; round++) {
    await using _ = await store.claim(request('a'))
  }
  assert.ok(readdirSync(join(records.runs, '.claims')).length < 70)
})

for (const text of [
  '',
  'garbage',
  'null',
  '{}',
  '[]',
  '{"epoch":1,"claims":["x"]}',
  '{"epoch":1,"claims":[{"run":"r","names":["x"]}]}',
  '{"epoch":"1","claims":[]}',
])
  test(`claims that are damaged are said to be, with what to do: ${JSON.stringify(text)}`, async () => {
    using records = makeRecords()
    const store = records.open()
    const damaged = join(records.runs, '.claims/0000000009.json')
    await (await store.claim(request('a')))[Symbol.asyncDispose]()
    writeFileSync(damaged, text)
    const error = {
      code: 'corrupt',
      message: `Cannot read the claims of runs: "${damaged}" is damaged`,
      hint: 'Make sure that no run is going on, then remove that file',
    }
    await assert.rejects(store.claim(request('a')), error)
    assert.throws(() => store.alive('a'), error)
  })

test('who claims removes the leases of nobody, and those of nobody else', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'a', [])
  await using claim = await store.claim(request('a', 'x'))
  await using journal = await store.append('a', claim)
  const leases = (): readonly string[] => readdirSync(join(records.runs, '.claims')).filter((name) => name.endsWith('.lease'))
  const [own] = leases()
  writeFileSync(join(records.runs, '.claims', 'nobody.lease'), '')
  await using _ = await store.claim(request('b', 'y'))
  assert.ok(leases().includes(own!) && leases().length === 2)
  await journal.append([note('a')], 'durable')
})

test('what else lies in the folder of claims is passed over', async () => {
  using records = makeRecords()
  const store = records.open()
  await using _ = await store.claim(request('a', 'x'))
  for (const name of ['99999999999999999999.json', '7.json', '0000000009.json.bak', 'x.json'])
    writeFileSync(join(records.runs, '.claims', name), '{}')
  await assert.rejects(store.claim(request('b', 'x')), { code: 'busy' })
})

const here: HolderIdentity = { host: 'one', pid: process.pid, boot: 'b1', space: 's1' }
const booted = start
const seen = (ms: number) => (): Date => new Date(booted + ms)

for (const { who, holder, lastSeen, gives } of [
  { who: 'this very process', holder: here, lastSeen: seen(1), gives: 'alive' },
  { who: 'a process that is gone', holder: { ...here, pid: 2 ** 30 }, lastSeen: seen(1), gives: 'dead' },
  {
    who: 'an earlier process with the same pid',
    holder: { ...here, started: '1' },
    lastSeen: seen(1),
    gives: process.platform === 'linux' ? 'dead' : 'alive',
  },
  { who: 'a process of another host', holder: { ...here, host: 'two' }, lastSeen: seen(1), gives: 'elsewhere' },
  { who: 'a process of another container', holder: { ...here, space: 's2' }, lastSeen: seen(1), gives: 'elsewhere' },
  { who: 'a process from before this machine was restarted', holder: { ...here, boot: 'b0' }, lastSeen: seen(-1), gives: 'dead' },
  { who: 'a process of another machine with the same name', holder: { ...here, boot: 'b0' }, lastSeen: seen(1), gives: 'elsewhere' },
] as const) {
  test(`holderStanding() says ${gives} of ${who}`, () => assert.equal(holderStanding(holder, lastSeen, here, booted), gives))
}

test('claims that may not be read are named, and nothing is taken for free', async () => {
  using records = makeRecords()
  await using _ = await records.open().claim(claimOf('r'))
  const fs = watchedFs((name) => {
    if (name === 'list') throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  })
  await assert.rejects(records.open({ fs }).claim(claimOf('s')), {
    code: 'failed',
    message: `Cannot read the claims in "${join(records.runs, '.claims')}"`,
  })
})

test('claim() says what to do on a file system without hard links', async () => {
  using records = makeRecords()
  const link = (): never => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', syscall: 'link' })
  }
  const store = records.open({ fs: { ...diskFs, link } })
  await assert.rejects(store.claim(claimOf('a')), { code: 'failed', message: /its file system has no hard links$/, hint: /`runs`/ })
})
