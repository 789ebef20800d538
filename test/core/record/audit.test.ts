import assert from 'node:assert/strict'
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RunEvent } from '@backout/core/model'
import { auditRun, type FolderRunStore } from '@backout/core/record'
import { bound, claimOf, created, makeRecords, note } from './support.ts'

/** A run with undo, a content and an output as blobs, and an attachment. */
async function writeWhole(store: FolderRunStore): Promise<void> {
  await using claim = await store.claim(claimOf('r'))
  await store.create({ run: 'r', bound, files: new Map([['a.sql', Buffer.from('select 1')]]) }, [created('r')])
  await using journal = await store.append('r', claim)
  await using blobs = await store.blobs('r', 'write')
  const undo = await blobs.put(Buffer.from('undo '.repeat(99)))
  const contentBlob = await blobs.put(Buffer.from('content '.repeat(99)))
  const outputBlob = await blobs.put(Buffer.from('output '.repeat(99)), 'outputs')
  await blobs.flush()
  const events: readonly RunEvent[] = [
    { kind: 'unit-intended', step: 'a', unit: 0, key: 'r/a/0', title: 'A', contentBlob },
    { kind: 'undo-captured', step: 'a', unit: 0, chunks: [{ inline: 1, size: 1 }, undo] },
    { kind: 'step-finished', step: 'a', outputBlob },
    note('last'),
  ]
  for (const event of events) await journal.append([event], 'durable')
}

test('auditRun() counts what it verified, and gives the head', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeWhole(store)
  const { head } = await store.read('r')
  assert.deepEqual(await auditRun(store, 'r'), { run: 'r', records: 5, blobs: 3, torn: 0, head, problems: [] })
})

const changed = (path: string, at: number): void => {
  const bytes = readFileSync(path)
  bytes[at]! ^= 1
  writeFileSync(path, bytes)
}
type Folder = ReturnType<FolderRunStore['folderOf']>
const lineStart = (path: string, line: number): number => readFileSync(path, 'utf8').split('\n').slice(0, line).join('\n').length + 1

const harms: readonly {
  readonly what: string
  readonly harm: (folder: Folder) => void
  readonly problems: readonly (readonly [seq: number | undefined, message: RegExp])[]
}[] = [
  {
    what: 'a record',
    harm: ({ journal }) => changed(journal, lineStart(journal, 2) + 50),
    problems: [[2, /^record 2 does not hold: its line is damaged, and later records follow$/]],
  },
  {
    what: 'the hash in a record',
    harm: ({ journal }) => changed(journal, lineStart(journal, 2) + 70),
    problems: [[2, /^record 2 does not hold: its line is damaged/]],
  },
  {
    what: 'all records, to none',
    harm: ({ journal }) => writeFileSync(journal, ''),
    problems: [[0, /^record 0 does not hold: it is not there, nor is any other$/]],
  },
  {
    what: 'a lost journal',
    harm: ({ journal }) => rmSync(journal),
    problems: [[0, /^record 0 does not hold: Cannot read the journal of run "r": it is not in its record: ENOENT/]],
  },
  {
    what: 'the syntax of the frozen plan',
    harm: ({ plan }) => changed(plan, 0),
    problems: [
      [undefined, /^Cannot read the frozen plan of run "r": run.json is damaged/],
      [0, /^record 0/],
    ],
  },
  {
    what: 'the frozen plan',
    harm: ({ plan }) => changed(plan, 30),
    problems: [
      [undefined, /^Cannot read the frozen plan of run "r": run.json is not what its journal began with$/],
      [0, /^record 0 does not hold: it does not belong to this frozen plan$/],
    ],
  },
  {
    what: 'a frozen file',
    harm: ({ files }) => changed(files, 0),
    problems: [[undefined, /the frozen content of "a.sql" does not have its digest$/]],
  },
  {
    what: 'half a frozen file',
    harm: ({ files }) => truncateSync(files, 3),
    problems: [[undefined, /the frozen content of "a.sql" does not have its digest$/]],
  },
  {
    what: 'a lost frozen plan',
    harm: ({ plan }) => rmSync(plan),
    problems: [[undefined, /^Cannot read the run in ".*": its run.json is not there: ENOENT/]],
  },
  {
    what: 'lost frozen files',
    harm: ({ files }) => rmSync(files),
    problems: [[undefined, /the frozen contents of its files are gone: ENOENT/]],
  },
  {
    what: 'the bytes of undo',
    harm: ({ undo }) => changed(join(undo, 'pack-000001'), 60),
    problems: [
      [
        2,
        /^record 2 \(undo-captured\) refers to what does not hold: Cannot read blob \w{12} of run "r": its bytes do not have its digest$/,
      ],
    ],
  },
  {
    what: 'the header of undo',
    harm: ({ undo }) => changed(join(undo, 'pack-000001'), 20),
    problems: [[2, /^record 2 \(undo-captured\) refers to what does not hold: .* it is not in its record$/]],
  },
  {
    what: 'lost outputs',
    harm: ({ outputs }) => rmSync(join(outputs, 'pack-000001')),
    problems: [[3, /^record 3 \(step-finished\) refers to what does not hold: .* it is not in its record$/]],
  },
  {
    what: 'all of its packs',
    harm: ({ undo }) => rmSync(join(undo, 'pack-000001')),
    problems: [
      [1, /^record 1 \(unit-intended\)/],
      [2, /^record 2 \(undo-captured\)/],
    ],
  },
]

for (const { what, harm, problems } of harms) {
  test(`Law: auditRun() names the first record that does not hold, after a change of ${what}`, async () => {
    using records = makeRecords()
    const store = records.open()
    await writeWhole(store)
    harm(store.folderOf('r'))
    const found = (await auditRun(store, 'r')).problems
    assert.deepEqual(
      found.map(({ seq }) => seq),
      problems.map(([seq]) => seq),
    )
    for (const [index, [, message]] of problems.entries()) assert.match(found[index]!.message, message)
  })
}

test('auditRun() says how many bytes were torn at the end', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeWhole(store)
  const { journal } = store.folderOf('r')
  writeFileSync(journal, readFileSync(journal).subarray(0, -3))
  const { records: count, torn, problems } = await auditRun(store, 'r')
  assert.deepEqual([count, torn, problems], [4, readFileSync(journal).length - lineStart(journal, 4), []])
})

test('Law: auditRun() names a last record that was changed, which no later one vouches for', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeWhole(store)
  const { journal } = store.folderOf('r')
  const text = readFileSync(journal, 'utf8')
  const start = lineStart(journal, 4)
  writeFileSync(journal, text.slice(0, start) + text.slice(start).replace('"at":"2', '"at":"3'))
  const { records: count, problems } = await auditRun(store, 'r')
  assert.deepEqual([count, problems], [4, [{ seq: 4, message: 'record 4 does not hold: its line is whole, but not what was written' }]])
})

test('auditRun() misses no undo that finalize has dropped', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeWhole(store)
  await store.discardBlobs('r')
  {
    await using claim = await store.claim(claimOf('r'))
    await using journal = await store.append('r', claim)
    await journal.append([{ kind: 'finalized', actor: 'tester' }], 'durable')
  }
  const { blobs, problems } = await auditRun(store, 'r')
  assert.deepEqual([blobs, problems], [1, []])
})

test('auditRun() fails with missing for a run that is not there', async () => {
  using records = makeRecords()
  await assert.rejects(auditRun(records.open(), 'other'), { code: 'missing' })
})
