import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  committedFile,
  committedSigners,
  makeStatement,
  type Predicate,
  readSignOff,
  readSignOffFolder,
  signerFor,
  signOffDigest,
  signOffFileName,
  signOffFolder,
  statementText,
  writeSignOff,
} from '../../../packages/core/src/signoff/index.ts'
import { boundPlan, noon, run } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'backout-signoffs-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const statement = (predicate: Partial<Predicate> = {}, bounds = [boundPlan()]) =>
  makeStatement(bounds, { role: 'dba', principal: 'alice@example.com', decision: 'approve', signedAt: noon.toISOString(), ...predicate })

test('signOffFileName() names the digest, the role and the principal', () => {
  const bound = boundPlan()
  assert.equal(signOffFileName(statement()), `${bound.bindingDigest.slice(10, 22)}.dba.alice@example.com.json`)
  const staging = boundPlan({ bindingParts: { environment: 'sha256-v1:staging' } })
  const both = hash(
    'sha256',
    [bound, staging]
      .map(({ bindingDigest }) => bindingDigest.slice(10))
      .toSorted()
      .join('\n'),
  )
  for (const bounds of [
    [bound, staging],
    [staging, bound],
  ])
    assert.equal(signOffFileName(statement({}, bounds)), `${both.slice(0, 12)}.dba.alice@example.com.json`)
  const gate = { run: 'r-1', requirement: 'final', journalHead: 'abcdef0123456789'.repeat(4) }
  const atGate = [statement({ gate }), statement({ gate, decision: 'reject' })].map(signOffFileName)
  assert.match(atGate[0]!, /^[0-9a-f]{12}\.dba\.alice@example\.com\.json$/)
  assert.notEqual(atGate[0], atGate[1])
})

for (const principal of ['../alice', 'a/b', 'a\\b', '.hidden', '', 'a b', 'a\nb', '-x', '*', 'a,b', 'x'.repeat(200)])
  test(`signOffFileName() refuses the principal ${JSON.stringify(principal.slice(0, 20))}`, () =>
    assert.throws(() => signOffFileName(statement({ principal })), { code: 'invalid' }))

for (const role of ['../dba', 'a/b', '', 'a b', '.x'])
  test(`signOffFileName() refuses the role ${JSON.stringify(role)}`, () =>
    assert.throws(() => signOffFileName(statement({ role })), { code: 'invalid' }))

test('readSignOff() gives back what writeSignOff() wrote, to the byte', () => {
  const text = `${JSON.stringify(statement({ comment: 'é "\n\u2028' }))}\n`
  const read = readSignOff('x.json', Buffer.from(writeSignOff({ text, signature: 's\n' })))
  assert.ok(typeof read !== 'string')
  assert.deepEqual([read.text, read.signature, read.statement], [text, 's\n', statement({ comment: 'é "\n\u2028' })])
})

test('readSignOffFolder() reads plain files that are not too large, and says of the others why it did not', async () => {
  const place = join(folder, signOffFolder('p.plan.yaml'))
  mkdirSync(join(place, 'd.json'), { recursive: true })
  writeFileSync(join(place, 'a.json'), 'small')
  writeFileSync(join(place, 'b.json'), 'x'.repeat(2_000_000))
  writeFileSync(join(place, 'c.txt'), 'other')
  symlinkSync('/etc/hostname', join(place, 'e.json'))
  const found = await readSignOffFolder(place, { readdir, lstat, readFile })
  assert.deepEqual(
    found.map(({ name, bytes, unread }) => [name, bytes.length, unread]),
    [
      ['a.json', 5, undefined],
      ['b.json', 0, 'it is larger than 1048576 bytes'],
      ['d.json', 0, 'it is a link, or no plain file'],
      ['e.json', 0, 'it is a link, or no plain file'],
    ],
  )
  assert.deepEqual(await readSignOffFolder(join(folder, 'nowhere'), { readdir, lstat, readFile }), [])
  symlinkSync(place, join(folder, 'link'))
  const linked = await readSignOffFolder(join(folder, 'link'), { readdir, lstat, readFile })
  assert.deepEqual(
    linked.map(({ name, unread }) => [name, unread]),
    [['link', 'it is a link']],
  )
})

test('readSignOffFolder() fails with refused for what this user may not read: it may be a rejection', async () => {
  const place = join(folder, 'forbidden')
  mkdirSync(place)
  writeFileSync(join(place, 'a.json'), '{}')
  const denied = (path: string) => Promise.reject(Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: 'EACCES' }))
  const name = (path: string) => ({ code: 'refused', message: `Cannot check sign-offs: "${path}" cannot be read` })
  await assert.rejects(readSignOffFolder(place, { readdir, lstat, readFile: denied }), name(join(place, 'a.json')))
  await assert.rejects(readSignOffFolder(place, { readdir: denied, lstat, readFile }), name(place))
})

test('readSignOffFolder() reads a thousand files at most', async () => {
  const place = join(folder, 'many')
  mkdirSync(place)
  for (let index = 0; index < 1002; index += 1) writeFileSync(join(place, `${String(index).padStart(4, '0')}.json`), '{}')
  const found = await readSignOffFolder(place, { readdir, lstat, readFile })
  assert.deepEqual(
    found.flatMap(({ name, unread }) => (unread === undefined ? [] : [[name, unread]])),
    ['1000.json', '1001.json'].map((name) => [name, 'there are more than 1000 files']),
  )
})

test('writeSignOff() refuses what nobody would read', () =>
  assert.throws(() => writeSignOff({ text: 'x'.repeat(1_100_000), signature: '' }), {
    code: 'invalid',
    message: /larger than 1048576 bytes/,
  }))

test('signOffDigest() is that of what was signed, however the file is laid out', () => {
  const text = statementText(statement({}))
  const one = Buffer.from(writeSignOff({ text, signature: 's' }))
  const other = Buffer.from(JSON.stringify({ signature: 's', more: 1, statement: text, kind: 'SignOff', apiVersion: 'backout/v1' }))
  assert.notDeepEqual(one, other)
  assert.equal(signOffDigest(one), hash('sha256', text))
  assert.equal(signOffDigest(other), hash('sha256', text))
  assert.equal(signOffDigest(Buffer.from('junk')), hash('sha256', 'junk'))
})

function repository(): { root: string; git: (...args: readonly string[]) => string } {
  const root = mkdtempSync(join(folder, 'repo-'))
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' })
  git('init', '--quiet')
  return { root, git }
}

test('committedFile() gives the file as HEAD has it, not as the working tree does', async () => {
  const { root, git } = repository()
  mkdirSync(join(root, 'sub'))
  writeFileSync(join(root, 'sub/backout.yaml'), 'committed é\n')
  git('add', '.')
  git('commit', '--quiet', '-m', 'one')
  writeFileSync(join(root, 'sub/backout.yaml'), 'edited\n')
  git('add', '.')
  const commit = git('rev-parse', 'HEAD').trim()
  assert.deepEqual(await committedFile(join(root, 'sub'), 'backout.yaml', run), { commit, text: 'committed é\n' })
  assert.deepEqual(await committedFile(root, 'backout.yaml', run), { commit, text: undefined })
  assert.deepEqual(await committedFile(root, 'sub', run), { commit, text: undefined })
  assert.equal(await committedSigners(root, 'sub/backout.yaml', run), 'committed é\n')
})

test('committedFile() fails with refused for what is too large to be read, however small it is packed', async () => {
  const root = join(folder, 'large')
  execFileSync('git', ['init', '-q', root])
  writeFileSync(join(root, 'signers'), Buffer.alloc(5_000_000))
  execFileSync('git', ['-C', root, 'add', '.'])
  execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'large'])
  await assert.rejects(committedFile(root, 'signers', run), {
    code: 'refused',
    message: /cannot be read: it is larger than 4194304 bytes$/,
  })
})

test('committedSigners() fails with refused when HEAD does not have the file', async () => {
  const { root, git } = repository()
  git('commit', '--quiet', '--allow-empty', '-m', 'one')
  writeFileSync(join(root, 'signers'), 'x')
  await assert.rejects(committedSigners(root, 'signers', run), {
    code: 'refused',
    message: /"signers" is not in commit/,
    hint: /git add --force signers/,
  })
})

test('committedFile() fails with refused outside of git, and in a repository without commits', async () => {
  const outside = mkdtempSync(join(folder, 'plain-'))
  await assert.rejects(committedFile(outside, 'backout.yaml', run), { code: 'refused', message: /not in a git repository with a commit/ })
  await assert.rejects(committedFile(repository().root, 'backout.yaml', run), { code: 'refused' })
})

test('committedFile() fails with missing without git', () =>
  assert.rejects(
    committedFile(folder, 'x', () => Promise.resolve({ exitCode: 127, stdout: '', stderr: '' })),
    { code: 'missing' },
  ))

test('signerFor() takes the key and the name that git signs with, unless others are given', async () => {
  const { root, git } = repository()
  git('config', 'user.signingKey', '/keys/alice')
  git('config', 'user.email', 'alice@example.com')
  assert.deepEqual(await signerFor({}, root, run), { key: '/keys/alice', principal: 'alice@example.com' })
  assert.deepEqual(await signerFor({ key: 'k', principal: 'bob' }, root, run), { key: 'k', principal: 'bob' })
  git('config', 'user.signingKey', 'ssh-ed25519 AAAA')
  await assert.rejects(signerFor({}, root, run), { code: 'invalid', message: /not the path of one/ })
})
