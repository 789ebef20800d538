import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { test } from 'node:test'
import type { JournalRecord, RunEvent } from '@backout/core/model'
import { claimOf, goOnWith, linesOf, makeRecords, note, notesIn, watchedFs, writeRun, created } from './support.ts'

test('a journal gives back what was appended, in order, with its batches and its head', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a'), note('b')], [note('c')]])
  const { records: read, head, torn } = await store.read('r')
  assert.deepEqual(
    read.map(({ seq, batch, event }) => [seq, batch, event]),
    [
      [0, 0, created('r')],
      [1, 1, note('a')],
      [2, 1, note('b')],
      [3, 3, note('c')],
    ],
  )
  assert.equal(torn, 0)
  assert.equal(head, hash('sha256', upToSum(linesOf(store, 'r')[3]!)))
})

test('Law: each record carries the hash of the one before, and the first that of the frozen plan', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')], [note('b')]])
  const lines = linesOf(store, 'r')
  const anchors = [readFileSync(store.folderOf('r').plan, 'utf8'), ...lines.map(upToSum)]
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as JournalRecord).prev),
    lines.map((_, index) => hash('sha256', anchors[index]!)),
  )
})

test('a journal goes on where another process left it, and keeps what is there', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [[note('a')]])
  await goOnWith(records.open(), 'r', [note('b')])
  assert.deepEqual(await notesIn(records.open(), 'r'), ['a', 'b'])
})

test('a journal that goes on leaves nothing behind of processes that died while they opened it', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('first')]])
  const { path, journal } = store.folderOf('r')
  writeFileSync(`${journal}.0b5f1d6a-3f0c-4a55-9d5e-0123456789ab`, 'half of')
  await goOnWith(records.open(), 'r', [note('second')])
  assert.deepEqual(
    readdirSync(path).filter((name) => name.startsWith('journal')),
    ['journal.jsonl'],
  )
  assert.deepEqual(await notesIn(store, 'r'), ['first', 'second'])
})

test('a journal keeps any text: line feeds, quotes, other scripts, half pairs', async () => {
  using records = makeRecords()
  const store = records.open()
  const texts = ['a\nb\r\n\u2028', '"{\\"seq\\":0', '日本語 👩‍👧', '\ud83d', 'x'.repeat(200_000)]
  await writeRun(store, 'r', [texts.map(note)])
  assert.deepEqual(await notesIn(store, 'r'), texts)
})

test('a journal is read in parts where it is large, and goes on with all of them', async () => {
  using records = makeRecords()
  const store = records.open()
  const texts = Array.from({ length: 70 }, (_, at) => `${at} `.repeat(400_000))
  await writeRun(
    store,
    'r',
    texts.map((text) => [note(text)]),
  )
  await goOnWith(records.open(), 'r', [note('more')])
  assert.deepEqual(await notesIn(store, 'r'), [...texts, 'more'])
})

test('Law: a torn tail that is larger than what can be read at once is dropped, and a later record behind so much damage is found', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')], [note('b')], [note('c')]])
  const { journal } = store.folderOf('r')
  const [created, a, , c] = linesOf(store, 'r')
  writeFileSync(journal, `${created}\n${a}\n`)
  const fd = openSync(journal, 'r+')
  const lines = Array.from({ length: 70 }, (_, at) => (at + 1) * 2 ** 25)
  for (const at of lines) writeSync(fd, '.\n', at)
  closeSync(fd)
  await goOnWith(records.open(), 'r', [note('d')])
  assert.deepEqual(await notesIn(store, 'r'), ['a', 'd'])
  writeFileSync(journal, `${created}\n${a}\n`)
  truncateSync(journal, 2 ** 27)
  appendFileSync(journal, `\n${c}\n`)
  await assert.rejects(store.read('r'), { code: 'corrupt' })
})

test('a batch of which one event cannot be stored is not appended at all', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const cyclic: Record<string, unknown> = { kind: 'drift-found', path: 'a' }
  cyclic['message'] = cyclic
  await assert.rejects(goOnWith(store, 'r', [note('a'), cyclic as unknown as RunEvent]))
  await goOnWith(store, 'r', [note('b')])
  assert.deepEqual(await notesIn(store, 'r'), ['b'])
})

test('units in flight together share a sync', async () => {
  using records = makeRecords()
  let syncs = 0
  const fs = watchedFs((name) => void (syncs += name === 'fdatasync' || name === 'fdatasyncLater' ? 1 : 0))
  const store = records.open({ fs })
  await writeRun(store, 'r', [])
  await using claim = await store.claim(claimOf('r'))
  await using journal = await store.append('r', claim)
  syncs = 0
  await Promise.all(Array.from({ length: 64 }, (_, unit) => journal.append([note(String(unit))], 'durable')))
  assert.equal(syncs, 1)
  await journal.append([note('soon')], 'soon')
  await journal.append([note('last')], 'durable')
  assert.equal(syncs, 2)
})

test('what is appended soon is written by itself, and is there after a crash of the process', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  await using claim = await store.claim(claimOf('r'))
  await using journal = await store.append('r', claim)
  await journal.append([note('soon')], 'soon')
  while ((await notesIn(records.open(), 'r')).length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  assert.deepEqual(await notesIn(records.open(), 'r'), ['soon'])
})

test('a journal that is closed holds nothing but its records', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')]])
  const text = readFileSync(store.folderOf('r').journal, 'utf8')
  assert.equal(text, `${linesOf(store, 'r').join('\n')}\n`)
  assert.equal(statSync(store.folderOf('r').journal).mode & 0o777, 0o600)
})

/** Changes the bytes of a journal, and reads it. */
async function after(
  change: (bytes: Buffer) => Buffer,
): Promise<{ readonly notes: readonly string[]; readonly torn: number; readonly damage: number | undefined }> {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')], [note('b'), note('c')]])
  const { journal } = store.folderOf('r')
  writeFileSync(journal, change(readFileSync(journal)))
  const { records: read, torn, damage } = await store.read('r', { damaged: 'give' })
  const notes = read.flatMap(({ event }) => (event.kind === 'drift-found' ? [event.message] : []))
  const goesOn = goOnWith(records.open(), 'r', [note('d')])
  if (damage === undefined) await goesOn
  else {
    const error = { code: 'corrupt', message: `Cannot read the journal of run "r": record ${damage.seq} does not hold: ${damage.message}` }
    await assert.rejects(store.read('r'), error)
    await assert.rejects(goesOn, error)
  }
  if (damage === undefined) assert.deepEqual(await notesIn(store, 'r'), [...notes, 'd'])
  return { notes, torn: torn > 0 ? 1 : 0, damage: damage?.seq }
}

const startOf = (bytes: Buffer, line: number): number => {
  let start = 0
  for (let index = 0; index < line; index++) start = bytes.indexOf(10, start) + 1
  return start
}
const flipped = (bytes: Buffer, at: number, bit = 1): Buffer => {
  bytes[at]! ^= bit
  return bytes
}
const upToSum = (line: string): string => line.slice(0, line.lastIndexOf(',"sum":'))
/** A line with this content and the right checksum. */
const forged = (line: string, change: (record: Record<string, unknown>) => void): string => {
  const { sum: _, ...record } = JSON.parse(line) as Record<string, unknown>
  change(record)
  const text = JSON.stringify(record).slice(0, -1)
  return `${text},"sum":"${hash('sha256', text, 'hex').slice(0, 8)}"}`
}
const withLine = (bytes: Buffer, line: number, change: (text: string) => string): Buffer => {
  const lines = bytes.toString().split('\n')
  lines[line] = change(lines[line]!)
  return Buffer.from(lines.join('\n'))
}

const torn = (notes: readonly string[]) => ({ notes, torn: 1, damage: undefined })
const damaged = (seq: number, notes: readonly string[]) => ({ notes, torn: 0, damage: seq })

const damages: readonly {
  readonly when: string
  readonly change: (bytes: Buffer) => Buffer
  readonly gives: Awaited<ReturnType<typeof after>>
}[] = [
  { when: 'the last line is cut off', change: (bytes) => bytes.subarray(0, -5), gives: torn(['a', 'b']) },
  { when: 'the last line lacks its line feed', change: (bytes) => bytes.subarray(0, -1), gives: torn(['a', 'b']) },
  { when: 'a bit of the last line is another', change: (bytes) => flipped(bytes, bytes.length - 40), gives: torn(['a', 'b']) },
  { when: 'the first of the last batch is damaged', change: (bytes) => flipped(bytes, startOf(bytes, 2) + 30), gives: torn(['a']) },
  { when: 'zeros stand where the last batch was', change: (bytes) => bytes.fill(0, startOf(bytes, 2)), gives: torn(['a']) },
  { when: 'rubbish follows', change: (bytes) => Buffer.concat([bytes, Buffer.from('{"seq":4,"rub')]), gives: torn(['a', 'b', 'c']) },
  {
    when: 'padding follows',
    change: (bytes) => Buffer.concat([bytes, Buffer.alloc(9000, 10)]),
    gives: { notes: ['a', 'b', 'c'], torn: 0, damage: undefined },
  },
  { when: 'a bit of an earlier record is another', change: (bytes) => flipped(bytes, startOf(bytes, 1) + 30), gives: damaged(1, []) },
  { when: 'the line feed of an earlier record is gone', change: (bytes) => flipped(bytes, startOf(bytes, 2) - 1), gives: damaged(1, []) },
  { when: 'nothing is left of it', change: () => Buffer.alloc(0), gives: damaged(0, []) },
  { when: 'blank lines alone are left of it', change: () => Buffer.alloc(9000, 10), gives: damaged(0, []) },
  {
    when: 'each line of it ends otherwise',
    change: (bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')),
    gives: damaged(0, []),
  },
  { when: 'its first line is cut off', change: (bytes) => bytes.subarray(0, 50), gives: damaged(0, []) },
  { when: 'the first record is damaged', change: (bytes) => flipped(bytes, 3), gives: damaged(0, []) },
  {
    when: 'a record is missing',
    change: (bytes) => Buffer.concat([bytes.subarray(0, startOf(bytes, 1)), bytes.subarray(startOf(bytes, 2))]),
    gives: damaged(1, []),
  },
  {
    when: 'a record is there twice',
    change: (bytes) => Buffer.concat([bytes.subarray(0, startOf(bytes, 2)), bytes.subarray(startOf(bytes, 1))]),
    gives: damaged(2, ['a']),
  },
  {
    when: 'an earlier record was edited, with a new checksum',
    change: (bytes) => withLine(bytes, 1, (line) => forged(line, (record) => (record['event'] = note('other')))),
    gives: damaged(2, ['other']),
  },
  {
    when: 'the time of an earlier record was edited, with a new checksum',
    change: (bytes) => withLine(bytes, 1, (line) => forged(line, (record) => (record['at'] = '2020-01-01T00:00:00.000Z'))),
    gives: damaged(2, ['a']),
  },
  {
    when: 'a record is of a kind of the future',
    change: (bytes) => withLine(bytes, 3, (line) => forged(line, (record) => (record['event'] = { kind: 'teleported' }))),
    gives: damaged(3, ['a', 'b']),
  },
  {
    when: 'a record has another batch than it can have',
    change: (bytes) => withLine(bytes, 3, (line) => forged(line, (record) => (record['batch'] = 1))),
    gives: damaged(3, ['a', 'b']),
  },
]

for (const { when, change, gives } of damages) {
  test(`Law: a torn tail is dropped and said, anything else is an error that names the record: ${when}`, async () => {
    assert.deepEqual(await after(change), gives)
  })
}

test('Law: no byte of a journal can change unseen', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')], [note('b')]])
  const { journal } = store.folderOf('r')
  const whole = readFileSync(journal)
  const batches = [0, 1, 2].map((line) => startOf(whole, line))
  for (let at = 0; at < whole.length; at++) {
    writeFileSync(journal, flipped(Buffer.from(whole), at, 1 << (at % 8)))
    const { records: read, damage, torn: left } = await store.read('r', { damaged: 'give' })
    const line = batches.findLastIndex((start) => start <= at)
    assert.deepEqual([read.length, damage?.seq, left > 0], line === 2 ? [2, undefined, true] : [line, line, false], `byte ${at}`)
  }
})
