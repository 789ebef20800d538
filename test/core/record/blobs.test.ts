import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BlobRef } from '@backout/core/model'
import type { FolderRunStore } from '@backout/core/record'
import { diskFs } from '../../../packages/core/src/record/file/record-fs.ts'
import { makeRecords, watchedFs, writeRun } from './support.ts'

const small = Buffer.from('small')
const text = Buffer.from('the same line\n'.repeat(5000))
const noise = randomBytes(100_000)

async function put(store: FolderRunStore, ...contents: readonly Uint8Array[]): Promise<readonly BlobRef[]> {
  await using blobs = await store.blobs('r', 'write')
  const refs: BlobRef[] = []
  for (const bytes of contents) refs.push(await blobs.put(bytes))
  return refs
}

async function get(store: FolderRunStore, ref: BlobRef): Promise<Uint8Array> {
  await using blobs = await store.blobs('r', 'read')
  return await blobs.get(ref)
}

test('a blob comes back as it was, whether it is empty, small, can be compressed or not, and before it is written', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const contents = [Buffer.alloc(0), small, text, noise]
  await using blobs = await store.blobs('r', 'write')
  const refs = await Promise.all(contents.map((bytes) => blobs.put(bytes)))
  for (const round of ['buffered', 'written']) {
    for (const [index, ref] of refs.entries()) assert.deepEqual(Buffer.from(await blobs.get(ref)), contents[index], round)
    await blobs.flush()
  }
  for (const [index, ref] of refs.entries()) assert.deepEqual(Buffer.from(await get(records.open(), ref)), contents[index])
})

test('the undo of a run is packed and compressed, and nobody else may read it', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  await put(store, text, text, text)
  const { undo, path } = store.folderOf('r')
  assert.deepEqual(readdirSync(undo), ['pack-000001'])
  assert.ok(statSync(join(undo, 'pack-000001')).size < text.length / 50)
  const modes = [path, undo, join(undo, 'pack-000001')].map((each) => statSync(each).mode & 0o777)
  assert.deepEqual(modes, [0o700, 0o700, 0o600])
})

test('outputs are kept apart from undo, and outlast it', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const [undo] = await put(store, text)
  await using blobs = await store.blobs('r', 'write')
  const output = await blobs.put(noise, 'outputs')
  await blobs.flush()
  await store.discardBlobs('r')
  assert.deepEqual(Buffer.from(await get(store, output)), noise)
  await assert.rejects(get(store, undo!), {
    code: 'corrupt',
    message: `Cannot read blob ${undo!.digest.slice(0, 12)} of run "r": it is not in its record`,
  })
})

test('Law: what is flushed is synced, also where an earlier process stored the same bytes and died', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  await put(records.open(), text)
  const synced: string[] = []
  const store = records.open({ fs: watchedFs((name) => void (name.startsWith('fdatasync') && synced.push(name))) })
  await put(store, text)
  assert.equal(synced.length, 1)
})

test('packs are written one after the other, in whatever order the disk lists them', async () => {
  using records = makeRecords()
  const fs = watchedFs((name, [folder]) => (name === 'list' ? diskFs.list(String(folder)).toReversed() : undefined))
  const store = records.open({ fs })
  await writeRun(store, 'r', [])
  const refs = [...(await put(store, small)), ...(await put(store, text)), ...(await put(store, noise))]
  assert.deepEqual(readdirSync(store.folderOf('r').undo).toSorted(), ['pack-000001', 'pack-000002', 'pack-000003'])
  for (const [index, bytes] of [small, text, noise].entries()) assert.deepEqual(Buffer.from(await get(store, refs[index]!)), bytes)
})

test('what else lies beside the packs is neither read nor discarded', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const [ref] = await put(store, text)
  const { undo } = store.folderOf('r')
  const others = ['pack-000001~', 'unpack-000001']
  for (const name of others) copyFileSync(join(undo, 'pack-000001'), join(undo, name))
  rmSync(join(undo, 'pack-000001'))
  await assert.rejects(get(store, ref!), {
    code: 'corrupt',
    hint: /^See what of it is whole: plan audit r\nPut the folder of the run back from a backup$/,
  })
  await store.discardBlobs('r')
  assert.deepEqual(readdirSync(undo).toSorted(), others)
})

for (const { where, change } of [
  { where: 'its content', change: (bytes: Buffer) => bytes.fill(0, 70, 90) },
  { where: 'its header', change: (bytes: Buffer) => bytes.fill(0, 10, 20) },
  { where: 'its end', change: (bytes: Buffer) => bytes.subarray(0, -10) },
]) {
  test(`a blob that a crash damaged in ${where} is stored again, and found`, async () => {
    using records = makeRecords()
    await writeRun(records.open(), 'r', [])
    const [ref] = await put(records.open(), noise, small)
    const pack = join(records.open().folderOf('r').undo, 'pack-000001')
    writeFileSync(pack, change(readFileSync(pack)))
    await put(records.open(), noise, small)
    assert.deepEqual(Buffer.from(await get(records.open(), ref!)), noise)
  })

  test(`a blob that is whole is found, although a later copy of it is damaged in ${where}`, async () => {
    using records = makeRecords()
    await writeRun(records.open(), 'r', [])
    const [ref] = await put(records.open(), noise)
    await put(records.open(), noise)
    const pack = join(records.open().folderOf('r').undo, 'pack-000002')
    writeFileSync(pack, change(readFileSync(pack)))
    assert.deepEqual(Buffer.from(await get(records.open(), ref!)), noise)
  })
}

test('a blob whose bytes have another digest is refused as corrupt', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const [ref] = await put(records.open(), noise)
  const pack = join(records.open().folderOf('r').undo, 'pack-000001')
  const bytes = readFileSync(pack)
  bytes[5000]! ^= 1
  writeFileSync(pack, bytes)
  await assert.rejects(get(records.open(), ref!), {
    code: 'corrupt',
    message: `Cannot read blob ${ref!.digest.slice(0, 12)} of run "r": its bytes do not have its digest`,
  })
})

test('the blobs behind a damaged one are found', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const [, second] = await put(records.open(), noise, text)
  const pack = join(records.open().folderOf('r').undo, 'pack-000001')
  const bytes = readFileSync(pack)
  writeFileSync(pack, bytes.fill(0, 0, 56))
  assert.deepEqual(Buffer.from(await get(records.open(), second!)), text)
  truncateSync(pack, 0)
  await assert.rejects(get(records.open(), second!), { code: 'corrupt' })
})

test('blobs that are open for reading take nothing', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  await using blobs = await store.blobs('r', 'read')
  await assert.rejects(blobs.put(small), { code: 'internal' })
})
