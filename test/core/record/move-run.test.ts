import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { PlanError } from '@backout/core/model'
import { auditRun, exportRun, importRun } from '@backout/core/record'
import { fileTree } from '../../support/file-tree.ts'
import { encodeEntry } from '../../../packages/core/src/record/pack/pack-entry.ts'
import { claimOf, goOnWith, makeRecords, note, notesIn, watchedFs, writeRun } from './support.ts'

test('a run that is exported and imported is the same, to the byte, and goes on', async () => {
  using here = makeRecords()
  using there = makeRecords()
  const store = here.open()
  await writeRun(store, 'r', [[note('a')]])
  {
    await using blobs = await store.blobs('r', 'write')
    await blobs.put(Buffer.from('undo'.repeat(99)))
    await blobs.put(Buffer.from('output'.repeat(99)), 'outputs')
  }
  await store.attach('r', 'gate.json', Buffer.from('{}'))
  const file = join(here.root, 'run.backout')
  assert.equal(await exportRun(store, 'r', file), readFileSync(file).length)
  assert.equal(await importRun(there.open(), file), 'r')
  assert.deepEqual(fileTree(join(there.runs, 'r')), fileTree(join(here.runs, 'r')))
  await goOnWith(there.open(), 'r', [note('b')])
  assert.deepEqual(await notesIn(there.open(), 'r'), ['a', 'b'])
  assert.deepEqual(readdirSync(here.root).toSorted(), ['.backout', 'run.backout'])
})

test('what else lies in the folder of a run does not move with it', async () => {
  using here = makeRecords()
  using there = makeRecords()
  const store = here.open()
  await writeRun(store, 'r', [])
  await store.attach('r', 'gate.json', Buffer.from('{}'))
  const before = fileTree(join(here.runs, 'r'))
  for (const name of ['journal.jsonl.1b4e', '.DS_Store', 'undo/.DS_Store', 'outputs/pack-000001.bak', 'attachments/.1b4e', 'notes/a']) {
    const path = join(here.runs, 'r', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'x')
  }
  const file = join(here.root, 'run.backout')
  await exportRun(store, 'r', file)
  await importRun(there.open(), file)
  assert.deepEqual(fileTree(join(there.runs, 'r')), before)
})

test('an export replaces a file at once or not at all', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const file = join(records.root, 'run.backout')
  writeFileSync(file, 'before')
  const full = watchedFs((name, [path]) => {
    if (name === 'open' && String(path).endsWith('.part')) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  })
  await assert.rejects(exportRun(records.open({ fs: full }), 'r', file), {
    code: 'failed',
    message: `Cannot write "${file}": the disk is full`,
  })
  assert.equal(readFileSync(file, 'utf8'), 'before')
  writeFileSync(`${file}.part`, "somebody's own")
  await exportRun(records.open(), 'r', file)
  assert.equal(readFileSync(`${file}.part`, 'utf8'), "somebody's own")
  assert.deepEqual(readdirSync(records.root).toSorted(), ['.backout', 'run.backout', 'run.backout.part'])
  assert.notEqual(readFileSync(file, 'utf8'), 'before')
})

test('a run that a process works on, and one that does not hold, is not exported', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')], [note('b')]])
  const file = join(records.root, 'run.backout')
  {
    await using _ = await store.claim(claimOf('r'))
    await assert.rejects(exportRun(store, 'r', file), { code: 'busy', message: 'Cannot export run "r": a process is working on it' })
  }
  const { journal } = store.folderOf('r')
  const bytes = readFileSync(journal)
  bytes[20]! ^= 1
  writeFileSync(journal, bytes)
  await assert.rejects(exportRun(store, 'r', file), { code: 'corrupt', message: /^Cannot export run "r": record 0 does not hold/ })
  assert.equal(existsSync(file), false)
})

interface Part {
  readonly path: string
  readonly bytes: Buffer
  readonly sha256?: string
  readonly size?: number
}

/** An archive with these files, written as `plan export` would, or with what somebody made of it. */
function archive(parts: readonly Part[], { magic = 'backout-run 1\n', files = parts.length, end = '' } = {}): Buffer {
  const content = parts.flatMap(({ path, bytes, sha256 = hash('sha256', bytes), size = bytes.length }) => [
    Buffer.from(`${JSON.stringify({ path, size, sha256 })}\n`),
    bytes,
  ])
  const before = Buffer.concat([Buffer.from(magic), ...content])
  return Buffer.concat([before, Buffer.from(`${JSON.stringify({ files, sha256: hash('sha256', before) })}\n${end}`)])
}

/** The files of a real export. */
async function realParts(): Promise<readonly Part[]> {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')]])
  const { plan, journal, files } = store.folderOf('r')
  return [
    { path: 'run.json', bytes: readFileSync(plan) },
    { path: 'journal.jsonl', bytes: readFileSync(journal) },
    { path: 'files', bytes: readFileSync(files) },
  ]
}

type Making = (parts: readonly Part[]) => Buffer
const packed =
  (make: Making): Making =>
  (parts) =>
    zstdCompressSync(make(parts))
const plus = (...more: readonly Part[]): Making => packed((parts) => archive([...parts, ...more]))
const x = Buffer.from('x')
const withPlan = (change: (text: string) => string): Making =>
  packed(([plan, ...rest]) => archive([{ path: 'run.json', bytes: Buffer.from(change(plan!.bytes.toString())) }, ...rest]))

/** The files of an archive in another order, with the last line of the one that it was. */
function inAnotherOrder(parts: readonly Part[]): Buffer {
  const [was, other] = [archive(parts), archive(parts.toReversed())]
  const last = was.subarray(was.lastIndexOf('{"files":'))
  return Buffer.concat([other.subarray(0, -last.length), last])
}

const hostile: readonly { readonly what: string; readonly make: Making; readonly code: string; readonly says: RegExp }[] = [
  ...[
    '../evil',
    '/tmp/evil',
    'undo/../../evil',
    'undo/pack/../../../evil',
    'C:\\evil',
    'undo\\..\\evil',
    'run.json\0',
    'undo/',
    'undo/.hidden',
    'undo/a/b',
    '.lease',
    '',
  ].map((path) => ({
    what: `the path ${JSON.stringify(path)}`,
    make: plus({ path, bytes: x }),
    code: 'refused',
    says: /^Cannot import ".*": it holds ".*", which is no part of a run$/s,
  })),
  {
    what: 'a file twice',
    make: packed((parts) =>
      archive([...parts, { path: 'undo/pack-000001', bytes: x }, { path: 'undo/pack-000001', bytes: x }], { files: parts.length + 1 }),
    ),
    code: 'refused',
    says: /it holds "undo\/pack-000001" twice$/,
  },
  {
    what: 'a wrong digest of a file',
    make: plus({ path: 'undo/pack-000001', bytes: x, sha256: '0'.repeat(64) }),
    code: 'corrupt',
    says: /"undo\/pack-000001" in it is damaged$/,
  },
  {
    what: 'a size that is too large',
    make: plus({ path: 'undo/pack-000001', bytes: x, size: 1e15 }),
    code: 'corrupt',
    says: /"undo\/pack-000001" in it is damaged$/,
  },
  {
    what: 'a size that is no number',
    make: packed((parts) =>
      Buffer.from(
        archive(parts)
          .toString('latin1')
          .replace(/"size":\d+/, '"size":"1"'),
        'latin1',
      ),
    ),
    code: 'corrupt',
    says: /it is damaged$/,
  },
  {
    what: 'another count of files',
    make: packed((parts) => archive(parts, { files: 7 })),
    code: 'corrupt',
    says: /it does not have its digest$/,
  },
  {
    what: 'something behind its end',
    make: packed((parts) => archive(parts, { end: 'more' })),
    code: 'corrupt',
    says: /it does not have its digest$/,
  },
  { what: 'no end', make: packed((parts) => archive(parts).subarray(0, -20)), code: 'corrupt', says: /it ends too early, or is damaged$/ },
  {
    what: 'half of its compressed bytes',
    make: (parts) => packed((all) => archive(all))(parts).subarray(0, 200),
    code: 'corrupt',
    says: /it ends too early, or is damaged$/,
  },
  { what: 'no compression', make: (parts) => archive(parts), code: 'refused', says: /it is not a file that plan export wrote$/ },
  {
    what: 'another beginning',
    make: packed((parts) => archive(parts, { magic: 'tar\n' })),
    code: 'refused',
    says: /it is not a file that plan export wrote$/,
  },
  {
    what: 'a newer format',
    make: packed((parts) => archive(parts, { magic: 'backout-run 2\n' })),
    code: 'refused',
    says: /a newer version of Backout wrote it \(format 2; this one reads 1\)$/,
  },
  { what: 'its files in another order', make: packed(inAnotherOrder), code: 'corrupt', says: /it does not have its digest$/ },
  { what: 'nothing', make: packed(() => archive([])), code: 'corrupt', says: /its run.json is damaged$/ },
  { what: 'an empty file', make: () => Buffer.alloc(0), code: 'refused', says: /it is not a file that plan export wrote$/ },
  { what: 'a plan that is no JSON', make: withPlan(() => '{'), code: 'corrupt', says: /its run.json is damaged$/ },
  {
    what: 'a run whose name leads elsewhere',
    make: withPlan((text) => text.replace('"run":"r"', '"run":"../../r"')),
    code: 'corrupt',
    says: /its run.json names no run$/,
  },
  {
    what: 'a plan that its journal is not of',
    make: withPlan((text) => text.replace('sketch', 'sketched')),
    code: 'corrupt',
    says: /^Cannot import run "r": Cannot read the frozen plan of run "r": run.json is not what its journal began with$/,
  },
  {
    what: 'a run of a newer format',
    make: withPlan((text) => text.replace('"format":1', '"format":2')),
    code: 'refused',
    says: /a newer version of Backout wrote it \(format 2; this one reads 1\)$/,
  },
]

for (const { what, make, code, says } of hostile) {
  test(`importRun() fails with ${code}, and leaves nothing behind, when the archive has ${what}`, async () => {
    using records = makeRecords()
    const parts = await realParts()
    mkdirSync(records.root, { recursive: true })
    const file = join(records.root, 'in.backout')
    writeFileSync(file, make(parts))
    const before = fileTree(records.root)
    await assert.rejects(importRun(records.open(), file), (error: PlanError) => {
      assert.equal(error.code, code)
      assert.match(error.message, says)
      // Of what is not imported there is nothing to look at.
      assert.doesNotMatch(error.hint ?? '', /plan audit/)
      return true
    })
    assert.deepEqual(await records.open().list(), [])
    assert.deepEqual(fileTree(records.root), before)
    assert.deepEqual(existsSync(records.runs) ? readdirSync(records.runs) : [], [])
  })
}

test('the archive of these tests is one that can be imported', async () => {
  using records = makeRecords()
  const file = join(records.root, 'in.backout')
  writeFileSync(file, zstdCompressSync(archive(await realParts())))
  assert.equal(await importRun(records.open(), file), 'r')
  const real = join(records.root, 'out.backout')
  await exportRun(records.open(), 'r', real)
  assert.deepEqual(zstdDecompressSync(readFileSync(real)), archive(await realParts()))
})

test('importRun() takes a whole run or none, wherever it is cut short', async () => {
  const parts = await realParts()
  const damaged = withPlan((text) => text.replace('sketch', 'sketched'))(parts)
  for (const { bytes, there } of [
    { bytes: damaged, there: 0 },
    { bytes: zstdCompressSync(archive(parts)), there: 1 },
  ]) {
    let [reached, survived] = [-1, false]
    for (let at = 0; !survived; at += 1) {
      using records = makeRecords()
      const file = join(records.root, 'in.backout')
      writeFileSync(file, bytes)
      let calls = -1
      const dying = watchedFs(() => {
        calls += 1
        if (calls >= at) throw new Error('the process is gone')
      })
      await importRun(records.open({ fs: dying }), file).catch(() => undefined)
      const runs = await records.open().list()
      assert.ok(runs.length <= there, `at call ${at} of ${bytes.length} bytes there is a run that does not hold`)
      for (const { run } of runs) assert.deepEqual((await auditRun(records.open(), run)).problems, [])
      ;[reached, survived] = [at, calls < at]
    }
    assert.ok(reached > 10, `${reached} points`)
  }
})

test('Law: what a small archive says that it unpacks to never fills the memory', async () => {
  using records = makeRecords()
  const [bytes, digest] = [Buffer.from('[]'), hash('sha256', '[]')]
  const { header, stored } = encodeEntry(digest, bytes)
  header.writeUIntBE(2 ** 47, 40, 6)
  header.writeUInt16BE(1, 50)
  header.writeUInt32BE(crc32(header.subarray(0, 52)), 52)
  const store = records.open()
  await writeRun(store, 'r', [[{ kind: 'undo-captured', step: 'first', unit: 0, chunks: [{ digest, size: 2 ** 47 }] }]])
  writeFileSync(join(store.folderOf('r').undo, 'pack-000001'), Buffer.concat([header, stored]))
  const { problems } = await auditRun(store, 'r')
  assert.match(problems[0]?.message ?? '', /its bytes do not have its digest$/)
})

test('importRun() takes back what signers of all names have attached', async () => {
  using here = makeRecords()
  using there = makeRecords()
  const store = here.open()
  await writeRun(store, 'r', [])
  const names = [
    '0123456789ab.dba.alice+ci@example.com.json',
    '0123456789ab.dba.a=b~c_d-e.json',
    `${'0'.repeat(12)}.${'r'.repeat(64)}.${'p'.repeat(128)}.json`,
  ]
  for (const name of names) await store.attach('r', name, Buffer.from('{}'))
  const file = join(here.root, 'run.backout')
  await exportRun(store, 'r', file)
  await importRun(there.open(), file)
  assert.deepEqual([...(await there.open().attachments('r')).keys()].toSorted(), names.toSorted())
})

test('exportRun() refuses a record that no archive holds, before it reads any of it', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const pack = join(records.open().folderOf('r').undo, 'pack-000001')
  writeFileSync(pack, '')
  truncateSync(pack, 2 ** 31)
  const read: unknown[] = []
  const fs = watchedFs((name, [path]) => void (name === 'readFile' && path === pack && read.push(path)))
  await assert.rejects(exportRun(records.open({ fs }), 'r', join(records.root, 'out')), {
    code: 'refused',
    message: 'Cannot export "r": it holds more than 2 GiB',
  })
  assert.deepEqual(read, [])
})

test('importRun() refuses a run that is here already, and leaves it as it is', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const file = join(records.root, 'run.backout')
  await exportRun(store, 'r', file)
  await goOnWith(store, 'r', [note('later')])
  await assert.rejects(importRun(store, file), { code: 'refused', message: `Cannot import "${file}": run "r" is here already` })
  assert.deepEqual(await notesIn(store, 'r'), ['later'])
})

test('importRun() fails with missing when there is no such file', async () => {
  using records = makeRecords()
  await assert.rejects(importRun(records.open(), join(records.root, 'none')), { code: 'missing' })
})

test('importRun() leaves no part of a run behind when the disk is full', async () => {
  using here = makeRecords()
  using there = makeRecords()
  await writeRun(here.open(), 'r', [])
  const file = join(here.root, 'run.backout')
  await exportRun(here.open(), 'r', file)
  const full = watchedFs((name, [path]) => {
    if (name === 'open' && String(path).includes('journal')) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  })
  await assert.rejects(importRun(there.open({ fs: full }), file), { code: 'failed', message: /: the disk is full$/ })
  assert.deepEqual(readdirSync(there.runs), [])
})
