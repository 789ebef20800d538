import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { diskFs, folderRunStore, type FolderRunStore, newRunId, type RecordFs } from '@backout/core/record'
import { messageOf } from '@backout/core/model'
import { git } from '../../support/git-tree.ts'
import { bound, claimOf, created, makeRecords, note, notesIn, type Records, ticking, watchedFs, writeRun } from './support.ts'

type Frozen = { readonly bound: { readonly [key: string]: unknown } }

test('nothing is created before the first run', async () => {
  using records = makeRecords()
  const store = records.open()
  assert.deepEqual(await store.list(), [])
  await assert.rejects(store.read('r'), { code: 'missing', message: `Cannot find run "r" in "${records.runs}"` })
  assert.throws(() => statSync(join(records.root, '.backout')), { code: 'ENOENT' })
})

test('the folder ignores itself in git, all but the signers', async () => {
  using records = makeRecords()
  await git(records.root, 'init', '--quiet')
  await writeRun(records.open(), 'r', [])
  writeFileSync(join(records.root, '.backout', 'allowed_signers'), '')
  assert.equal(await git(records.root, 'status', '--porcelain', '--untracked-files=all'), '?? .backout/allowed_signers')
})

test('the folder ignores itself also where an earlier process died before it said so', async () => {
  using records = makeRecords()
  mkdirSync(records.runs, { recursive: true })
  await writeRun(records.open(), 'r', [])
  assert.equal(readFileSync(join(records.root, '.backout', '.gitignore'), 'utf8'), '*\n!/allowed_signers\n')
})

test('Law: a process that dies while it makes the folder of runs leaves no ignore file that says nothing, since git would list the records', async () => {
  using records = makeRecords()
  const write: RecordFs['write'] = () => {
    throw new Error('killed')
  }
  await assert.rejects(writeRun(records.open({ fs: { ...diskFs, write, remove: () => undefined } }), 'r', []))
  await writeRun(records.open(), 'r', [])
  assert.equal(readFileSync(join(records.root, '.backout', '.gitignore'), 'utf8'), '*\n!/allowed_signers\n')
})

test('a folder of runs that is elsewhere ignores itself', async () => {
  using records = makeRecords()
  await writeRun(folderRunStore(join(records.root, 'elsewhere'), { clock: ticking() }), 'r', [])
  assert.equal(readFileSync(join(records.root, 'elsewhere', '.gitignore'), 'utf8'), '*\n!/allowed_signers\n')
})

test('a run gives back its frozen plan and files', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const { run, bound: read, files } = await records.open().frozen('r')
  assert.deepEqual(
    [run, read, [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])],
    ['r', bound, [['a.sql', 'select 1']]],
  )
})

for (const [what, files] of [
  ['is another', new Map([['a.sql', Buffer.from('select 2')]])],
  ['is there no more', new Map<string, Buffer>()],
] as const)
  test(`Law: a run is frozen: where a file that was bound ${what}, what is frozen is damaged`, async () => {
    using records = makeRecords()
    const digests = { 'a.sql': hash('sha256', 'select 1', 'hex') }
    await records.open().create({ run: 'r', bound: { ...bound, files: digests }, files }, [created('r')])
    await assert.rejects(records.open().frozen('r'), { code: 'corrupt', message: /"a.sql" is not the file that was bound$/ })
  })

test('a run freezes any number of files with the syncs of one, also those that are empty or alike', async () => {
  const syncsOf = async (given: ReadonlyMap<string, Buffer>): Promise<number> => {
    using records = makeRecords()
    let syncs = 0
    const fs = watchedFs((name) => void (name === 'fsync' && syncs++))
    await records.open({ fs }).create({ run: 'r', bound, files: given }, [created('r')])
    const { files } = await records.open().frozen('r')
    assert.deepEqual(
      [...files].map(([path, bytes]) => [path, Buffer.from(bytes)]),
      [...given],
    )
    return syncs
  }
  const many = Array.from({ length: 50 }, (_, index) => [`${index}.sql`, Buffer.from('x'.repeat(index % 7))] as const)
  assert.equal(await syncsOf(new Map(many)), await syncsOf(new Map([['a.sql', Buffer.from('select 1')]])))
})

test('Law: a run is there with its first records, or not at all, wherever its creation stops', async () => {
  const changes = new Set(['open', 'write', 'fsync', 'makeFolder', 'rename', 'remove', 'removeFolder'])
  for (let at = 0; ; at++) {
    using records = makeRecords()
    let count = 0
    const fs = watchedFs((name) => {
      if (changes.has(name) && count++ >= at) throw new Error('died')
    })
    const over = await records
      .open({ fs })
      .create({ run: 'r', bound, files: new Map() }, [created('r'), note('a')])
      .then(
        () => true,
        () => false,
      )
    const runs = await records.open().list()
    if (over || runs.length > 0) {
      assert.deepEqual(
        runs.map(({ run, state }) => [run, state]),
        [['r', 'open']],
      )
      assert.deepEqual(
        (await records.open().read('r')).records.map(({ seq, batch, event }) => [seq, batch, event]),
        [
          [0, 0, created('r')],
          [1, 0, note('a')],
        ],
      )
    }
    if (over) return assert.ok(at > 10)
  }
})

test('a run is created once', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [[note('a')]])
  await assert.rejects(store.create({ run: 'r', bound, files: new Map() }, [created('r')]), { code: 'refused' })
  assert.deepEqual(await notesIn(store, 'r'), ['a'])
})

test('a run of a newer format is refused, says what to do, and does not hide the others', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'new', [])
  await writeRun(store, 'old', [])
  const { plan, journal } = store.folderOf('new')
  writeFileSync(plan, readFileSync(plan, 'utf8').replace('"format":1', '"format":2'))
  const message = 'Cannot read run "new": a newer version of Backout wrote it (format 2; this one reads 1)'
  await assert.rejects(store.frozen('new'), { code: 'refused', message, hint: 'Update backout, then try again' })
  writeFileSync(journal, '')
  const headers = await store.list()
  assert.deepEqual(
    headers.map(({ run, problem }) => [run, problem]),
    [
      ['new', message],
      ['old', undefined],
    ],
  )
})

for (const { what, edit } of [
  { what: 'its steps', edit: ({ bound }: Frozen) => ({ bound: { ...bound, steps: undefined } }) },
  { what: 'its plan', edit: () => ({ bound: null }) },
  { what: 'its files', edit: () => ({ files: null }) },
  { what: 'a file of it', edit: () => ({ files: { 'a.sql': null } }) },
  { what: 'its title', edit: ({ bound }: Frozen) => ({ bound: { ...bound, title: 'Other' } }) },
])
  test(`frozen() fails with corrupt after an edit of ${what}, saying what to do, and list() gives what is known`, async () => {
    using records = makeRecords()
    const store = records.open()
    await writeRun(store, 'r', [])
    const { plan, journal } = store.folderOf('r')
    const document = JSON.parse(readFileSync(plan, 'utf8')) as Frozen
    writeFileSync(plan, JSON.stringify({ ...document, ...edit(document) }))
    await assert.rejects(store.frozen('r'), {
      code: 'corrupt',
      message: /^Cannot read the frozen plan of run "r": run.json is /,
      hint: /^See what of it is whole: plan audit r\nPut the folder of the run back from a backup; where there is none, move it out/,
    })
    rmSync(journal)
    assert.deepEqual(
      (await store.list()).map(({ run, state, problem }) => [run, state, problem]),
      [['r', 'paused', 'its journal is not there']],
    )
  })

test('attachments come back, are stored once, and under plain names alone', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  await store.attach('r', 'a.json', Buffer.from('{}'))
  await store.attach('r', 'a.json', Buffer.from('{}'))
  assert.deepEqual(
    [...(await store.attachments('r'))].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
    [['a.json', '{}']],
  )
  await assert.rejects(store.attach('r', 'a.json', Buffer.from('[]')), { code: 'refused' })
  for (const name of ['../a', 'a/b', '.a', '', 'a\0', 'x'.repeat(300)])
    await assert.rejects(store.attach('r', name, Buffer.from('')), { code: 'invalid' })
})

test('Law: paths in a record are relative, with slashes, and no name of a run leads out of the folder', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const text = readFileSync(store.folderOf('r').plan, 'utf8') + readFileSync(store.folderOf('r').journal, 'utf8')
  assert.equal(text.includes(records.root), false)
  for (const run of ['../r', '..', '.', '', 'a/b', 'a\\b', '/etc', 'r\0', '.hidden', 'a..b'])
    await assert.rejects(store.read(run), { code: 'missing' })
})

test('newRunId() names the time and the plan, whatever the plan is called, and can be read back as an id', async () => {
  const clock = { now: () => new Date('2026-11-21T01:02:03.456Z') }
  const ids = ['split-names', 'Größe/../x', '', 'x'.repeat(500), '---'].map((name) => newRunId(name, clock, () => 0.5))
  assert.deepEqual(ids, [
    '20261121-010203-split-names-8000',
    '20261121-010203-gr-e-x-8000',
    '20261121-010203-plan-8000',
    `20261121-010203-${'x'.repeat(60)}-8000`,
    '20261121-010203-plan-8000',
  ])
  using records = makeRecords()
  for (const id of new Set(ids)) await writeRun(records.open(), id, [[created(id)]])
  assert.deepEqual((await records.open().list()).length, 4)
})

test('create() removes what a process that was killed while it created a run, or claimed it, has left, once nobody can be at it any more', async () => {
  using records = makeRecords()
  await diesAsItClaims(records)
  for (const [name, hours] of [
    ['.draft-old', 25],
    ['.draft-young', 1],
    ['notes', 25],
  ] as const) {
    const path = join(records.runs, name)
    mkdirSync(path, { recursive: true })
    const then = new Date(Date.now() - hours * 3_600_000)
    utimesSync(path, then, then)
  }
  await writeRun(records.open(), 'r', [])
  assert.deepEqual(
    readdirSync(records.runs)
      .filter((name) => name !== '.claims')
      .toSorted(),
    ['.draft-young', 'notes', 'r'],
  )
})

/** Leaves what a killed process does, a day ago. */

async function diesAsItClaims(records: Records): Promise<void> {
  const fs: RecordFs = { ...diskFs, link: () => assert.fail('killed'), remove: () => undefined }
  await assert.rejects(records.open({ fs }).claim(claimOf('r')))
  assert.deepEqual(readdirSync(join(records.runs, '.claims')), [])
  const then = new Date(Date.now() - 25 * 3_600_000)
  for (const name of readdirSync(records.runs)) if (name.startsWith('.draft-')) utimesSync(join(records.runs, name), then, then)
}

test('Law: running again: the record of somebody else, which may not be looked into, is not passed over', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const { path } = store.folderOf('r')
  const fs = watchedFs((name, [at]) => {
    if (name === 'exists' && String(at).startsWith(path)) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  })
  const error = { code: 'failed', message: `Cannot read the record in "${path}"` }
  await assert.rejects(records.open({ fs }).list(), error)
  await assert.rejects(records.open({ fs }).read('r'), error)
})

test('what may not be looked at is not taken for what is not there', () => {
  assert.throws(() => diskFs.exists(`${'x'.repeat(300)}/y`), { code: 'ENAMETOOLONG' })
  assert.equal(diskFs.exists(join(import.meta.filename, 'x')), false)
})

for (const { part, read } of [
  { part: 'run.json', read: (store: FolderRunStore) => store.frozen('r') },
  { part: 'run.json', read: (store: FolderRunStore) => store.read('r') },
  { part: 'files', read: (store: FolderRunStore) => store.frozen('r') },
  { part: 'journal.jsonl', read: (store: FolderRunStore) => store.read('r') },
  { part: 'journal.jsonl', read: (store: FolderRunStore) => store.list() },
  { part: 'attachments/gate.json', read: (store: FolderRunStore) => store.attachments('r') },
])
  for (const leads of ['elsewhere', '/dev/zero'])
    test(`Law: a link in a record is not followed, as it may have come with a commit: ${part} to ${leads}`, async () => {
      using records = makeRecords()
      const store = records.open()
      const files = new Map([['a.sql', Buffer.from('select 1')]])
      await store.create({ run: 'r', bound, files }, [created('r')])
      writeFileSync(join(records.root, 'elsewhere'), 'hunter2-hunter2')
      const path = join(store.folderOf('r').path, part)
      rmSync(path, { force: true })
      mkdirSync(dirname(path), { recursive: true })
      symlinkSync(leads === 'elsewhere' ? join(records.root, leads) : leads, path)
      await assert.rejects(read(store), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'failed')
        assert.match(messageOf(error), /is a link, or no plain file or folder$/)
        assert.doesNotMatch(messageOf(error), /hunter2/)
        return true
      })
    })

test('a link is not the folder of a run', async () => {
  using records = makeRecords()
  const store = records.open()
  await writeRun(store, 'r', [])
  const { path } = store.folderOf('r')
  renameSync(path, join(records.root, 'elsewhere'))
  symlinkSync(join(records.root, 'elsewhere'), path)
  assert.deepEqual(await store.list(), [])
  await assert.rejects(store.read('r'), { code: 'missing' })
})

for (const { part, read } of [
  { part: 'journal.jsonl', read: (store: FolderRunStore) => store.list() },
  { part: 'attachments/gate.json', read: (store: FolderRunStore) => store.attachments('r') },
  {
    part: 'undo/pack-000001',
    read: async (store: FolderRunStore) => (await store.blobs('r', 'read')).get({ digest: '0'.repeat(64), size: 1 }),
  },
])
  test(`what cannot be read of a record is named: ${part}`, async () => {
    using records = makeRecords()
    const store = records.open()
    await writeRun(store, 'r', [])
    const path = join(store.folderOf('r').path, part)
    rmSync(path, { force: true })
    mkdirSync(path, { recursive: true })
    await assert.rejects(read(store), (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, 'failed')
      assert.match(error.message, /^Cannot read (?:the record in ".*\/r"|".*\/attachments\/gate.json"|blob 000000000000 of run "r")$/)
      assert.equal(error.hint, 'Make it readable, or put it back from a backup')
      return true
    })
  })
