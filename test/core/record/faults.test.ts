import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:os'
import { test } from 'node:test'
import { diskFs, type ProcessTable, type RecordFs } from '@backout/core/record'
import { claimOf, bound, created, makeRecords, note, notesIn, type Records, watchedFs } from './support.ts'

/** Processes that die with the end of their work. */
const dies = (pid: number): ProcessTable => ({
  self: () => ({ host: 'here', pid }),
  standing: (holder) => (holder.pid === pid ? 'alive' : 'dead'),
})

/** What a process of a run does to its record; gives what it was told is durable. */
async function work(records: Records, fs: RecordFs, pid = 1): Promise<{ readonly said: readonly string[]; readonly error: unknown }> {
  const store = records.open({ fs, processes: dies(pid) })
  const said: string[] = []
  const blob = (text: string): Buffer => Buffer.from(text.repeat(100))
  try {
    await using claim = await store.claim(claimOf('r'))
    const files = new Map([['a.sql', Buffer.from('select 1')]])
    if (!fs.exists(store.folderOf('r').plan)) await store.create({ run: 'r', bound, files }, [created('r')])
    await using journal = await store.append('r', claim)
    await using blobs = await store.blobs('r', 'write')
    for (const text of ['a', 'b', 'c']) {
      const ref = await blobs.put(blob(text))
      await blobs.flush()
      await journal.append([{ kind: 'undo-captured', step: text, unit: 0, chunks: [ref] }, note(text)], 'durable')
      said.push(text)
    }
    await store.attach('r', 'gate.json', Buffer.from('{}'))
    said.push('attached')
  } catch (error) {
    return { said, error }
  }
  return { said, error: undefined }
}

/** What is there, with every blob that a record refers to read and verified. */
async function found(records: Records): Promise<readonly string[]> {
  const store = records.open()
  if ((await store.list()).length === 0) return []
  await using blobs = await store.blobs('r', 'read')
  for (const { event } of (await store.read('r')).records) {
    if (event.kind !== 'undo-captured') continue
    for (const chunk of event.chunks) if ('digest' in chunk) await blobs.get(chunk)
  }
  const attached = [...(await store.attachments('r')).keys()].map(() => 'attached')
  return [...(await notesIn(store, 'r')), ...attached]
}

const writing = new Set<keyof RecordFs>(['open', 'write', 'fsync', 'fdatasync', 'makeFolder', 'link', 'rename'])

interface Fault {
  readonly title: string
  readonly calls: ReadonlySet<keyof RecordFs>
  readonly strike: (args: readonly unknown[]) => unknown
  readonly lasts: boolean
}

const failing = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: told to fail`), { code })
}
/** As Node.js says it, which has no name for it. */
const overQuota = failing(`Unknown system error -${constants.errno.EDQUOT}`)
/** write(2) may write less than it was given, and fail only at the next call. */
const short = ([fd, bytes, offset, position]: readonly unknown[]): number => {
  const half = Math.max(1, ((bytes as Uint8Array).length - (offset as number)) >> 1)
  return diskFs.write(
    fd as number,
    (bytes as Uint8Array).subarray(0, (offset as number) + half),
    offset as number,
    position as number | undefined,
  )
}

const faults: readonly Fault[] = [
  { title: 'the disk is full for good', calls: new Set(['write', 'makeFolder', 'link']), strike: failing('ENOSPC'), lasts: true },
  {
    title: 'the disk is full once',
    calls: new Set(['open', 'write', 'makeFolder', 'link', 'rename']),
    strike: failing('ENOSPC'),
    lasts: false,
  },
  { title: 'the disk reports an error for good', calls: writing, strike: failing('EIO'), lasts: true },
  { title: 'the disk reports an error once', calls: writing, strike: failing('EIO'), lasts: false },
  { title: 'the quota is used up', calls: new Set(['write', 'fsync', 'fdatasync']), strike: overQuota, lasts: true },
  { title: 'the folder turns read-only', calls: new Set(['open', 'makeFolder', 'link', 'rename']), strike: failing('EROFS'), lasts: true },
]

/** The disk, with a fault at the n-th of some calls (from 0); counts them. */
function faultyFs(
  { calls, strike, lasts }: Pick<Fault, 'calls' | 'strike' | 'lasts'>,
  at: number,
): { readonly fs: RecordFs; readonly count: () => number } {
  let count = 0
  const reads = (name: keyof RecordFs, args: readonly unknown[]): boolean => name === 'open' && args[1] === 'r'
  const fs = watchedFs((name, args) => {
    if (!calls.has(name) || reads(name, args)) return undefined
    const mine = count++
    return mine === at || (lasts && mine > at) ? strike(args) : undefined
  })
  return { fs, count: () => count }
}

for (const fault of faults) {
  test(`Law: nothing that was said to be durable is lost, nothing is there twice, and the run goes on, when ${fault.title}, at each call`, async () => {
    let at = 0
    for (; ; at++) {
      using records = makeRecords()
      const { fs, count } = faultyFs(fault, at)
      const { said, error } = await work(records, fs)
      if (count() <= at) break
      const after = await found(records)
      assert.deepEqual(after.slice(0, said.length), said, `at call ${at}: said, and lost`)
      assert.ok(after.length <= said.length + 2, `at call ${at}: ${after.join()}`)
      if (error !== undefined)
        assert.match(
          messageAt(error, at),
          /^Cannot (write|create|claim) .+: (the disk (is full|quota is used up|reports an error)|the file system is read-only)$/,
        )
      const again = await work(records, diskFs, 2)
      assert.equal(again.error, undefined, `at call ${at}: ${String(again.error)}`)
      assert.deepEqual(await found(records), [...after.filter((text) => text !== 'attached'), 'a', 'b', 'c', 'attached'])
    }
    assert.ok(at > 8, `only ${at} calls`)
  })
}

function messageAt(error: unknown, at: number): string {
  assert.ok(error instanceof Error && 'code' in error, `at call ${at}: ${String(error)}`)
  assert.equal(error.code, 'failed', `at call ${at}: ${error.message}`)
  return error.message
}

test('a write that is cut short goes on where it stopped', async () => {
  for (let at = 0; ; at++) {
    using records = makeRecords()
    const { fs, count } = faultyFs({ calls: new Set(['write']), strike: short, lasts: true }, at)
    assert.deepEqual((await work(records, fs)).error, undefined)
    assert.deepEqual(await found(records), ['a', 'b', 'c', 'attached'])
    if (count() <= at) return
  }
})

test('a write that writes nothing is an error, and not tried for ever', async () => {
  using records = makeRecords()
  const { fs } = faultyFs({ calls: new Set(['write']), strike: () => 0, lasts: true }, 6)
  assert.notEqual((await work(records, fs)).error, undefined)
})

for (const sync of ['fdatasync', 'fdatasyncLater'] as const) {
  test(`Law: a failed ${sync} is never tried again as if it had worked: the journal stays failed, and its file ends in what was durable`, async () => {
    using records = makeRecords()
    let failNow = false
    let syncs = 0
    const slow = sync === 'fdatasyncLater'
    const fs: RecordFs = {
      ...diskFs,
      fdatasync(fd) {
        // So slow a disk is synced in a thread from then on.
        if (slow) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
        strike()
        diskFs.fdatasync(fd)
      },
      fdatasyncLater(fd, done) {
        try {
          strike()
        } catch (error) {
          setImmediate(done, error as Error)
          return
        }
        diskFs.fdatasyncLater(fd, done)
      },
    }
    const strike = (): void => {
      syncs += 1
      if (failNow) failing('EIO')()
    }
    const store = records.open({ fs })
    await using claim = await store.claim(claimOf('r'))
    await store.create({ run: 'r', bound, files: new Map() }, [created('r')])
    const journal = await store.append('r', claim)
    await journal.append([note('a')], 'durable')
    failNow = true
    const results = await Promise.allSettled([journal.append([note('b')], 'durable'), journal.append([note('c')], 'durable')])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    failNow = false
    const before = syncs
    await assert.rejects(journal.append([note('d')], 'durable'), {
      code: 'failed',
      message: 'Cannot write the journal of run "r": the disk reports an error',
      hint: 'See to the disk, then see how to go on: plan status r',
    })
    await assert.rejects(journal.append([note('d')], 'soon'), { code: 'failed' })
    await assert.rejects(journal.flush(), { code: 'failed' })
    assert.equal(syncs, before)
    await journal[Symbol.asyncDispose]()
    assert.deepEqual(await notesIn(records.open(), 'r'), ['a'])
  })
}

/** A disk that has no room while it is `full`. */
function diskThatFills(): { full: boolean; readonly fs: RecordFs } {
  const disk = {
    full: false,
    fs: watchedFs((name): unknown => (disk.full && name === 'write' ? failing('ENOSPC')() : undefined)),
  }
  return disk
}

/** Long enough for what is to be written soon to be due; the timer comes before whatever is asked for next. */
function sleepInPlace(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

test('Law: an append is not said to be durable where the write of what was appended soon has taken it along and failed', async () => {
  using records = makeRecords()
  const disk = diskThatFills()
  const store = records.open(disk)
  await using claim = await store.claim(claimOf('r'))
  await store.create({ run: 'r', bound, files: new Map() }, [created('r')])
  const journal = await store.append('r', claim)
  disk.full = true
  await new Promise(setImmediate)
  await journal.append([note('soon')], 'soon')
  sleepInPlace(10)
  await assert.rejects(journal.append([note('durable')], 'durable'), { code: 'failed', message: /the disk is full$/ })
  disk.full = false
  await journal[Symbol.asyncDispose]()
  assert.deepEqual(await notesIn(records.open(), 'r'), [])
})

test('Law: a blob is not said to be on disk where the write for another one has taken it along and failed', async () => {
  using records = makeRecords()
  await work(records, diskFs)
  const disk = diskThatFills()
  await using blobs = await records.open(disk).blobs('r', 'write')
  await blobs.put(randomBytes(1000))
  disk.full = true
  await assert.rejects(blobs.put(randomBytes(9 * 1024 * 1024)), { code: 'failed', message: /the disk is full$/ })
  await assert.rejects(blobs.flush(), { code: 'failed', message: /the disk is full$/, hint: 'Free some space, then try again' })
})

test('a journal that is closed tells a failure that it has told nobody, once', async () => {
  using records = makeRecords()
  const disk = diskThatFills()
  const store = records.open(disk)
  await using claim = await store.claim(claimOf('r'))
  await store.create({ run: 'r', bound, files: new Map() }, [created('r')])
  const journal = await store.append('r', claim)
  disk.full = true
  await journal.append([note('a')], 'soon')
  await new Promise((resolve) => setTimeout(resolve, 20))
  await assert.rejects(async () => journal[Symbol.asyncDispose](), { code: 'failed', message: /the disk is full$/ })
  disk.full = false
})

test('a claim that was given up on a full disk can be taken again by the same process', async () => {
  using records = makeRecords()
  const disk = diskThatFills()
  const store = records.open(disk)
  const request = claimOf('r')
  {
    await using _ = await store.claim(request)
    disk.full = true
  }
  await assert.rejects(store.claim(request), { code: 'failed', message: /^Cannot write the claims in .*: the disk is full$/ })
  disk.full = false
  await using claim = await store.claim(request)
  assert.equal(claim.epoch, 2)
})
