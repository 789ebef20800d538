import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sshSign, sshVerify } from '../../../packages/core/src/signoff/index.ts'
import { securityKey } from './security-key.ts'
import { hoursLater, KeyRing, noon } from './support.ts'

const ring = new KeyRing()
after(() => ring[Symbol.dispose]())
const key = ring.make('alice')
const text = 'a statement\n'
const principal = 'alice@example.com'

async function verify(signers: string, more: { text?: string; principal?: string; at?: Date; key?: string } = {}) {
  const signature = await sshSign(text, more.key ?? key, ring.tools)
  return sshVerify({ text, signature, principal, at: noon, ...more }, signers, ring.tools)
}

for (const [name, type] of [
  ['ed25519', ['ed25519']],
  ['rsa', ['rsa', '-b', '2048']],
  ['ecdsa', ['ecdsa', '-b', '256']],
] as const)
  test(`sshVerify() accepts what sshSign() signed with a key of type ${name}`, async () => {
    const path = ring.make(name, type)
    const verified = await verify(ring.line(principal, path), { key: path })
    const [, fingerprint] = execFileSync('ssh-keygen', ['-l', '-f', `${path}.pub`], { encoding: 'utf8' }).split(' ')
    assert.deepEqual(verified, { valid: true, key: fingerprint })
  })

test('sshVerify() accepts what a security key signed, and knows the key', async () => {
  const own = securityKey()
  const asked = { text, signature: own.sign(text, 'backout-signoff'), principal, at: noon }
  assert.deepEqual(await sshVerify(asked, `${principal} ${own.line}\n`, ring.tools), { valid: true, key: own.fingerprint })
  const other = await sshVerify({ ...asked, signature: own.sign(text, 'git') }, `${principal} ${own.line}\n`, ring.tools)
  assert.deepEqual(other, { valid: false, why: 'its signature was made for something else' })
})

const cases: readonly {
  readonly when: string
  readonly signers: () => string
  readonly more?: Parameters<typeof verify>[1]
  readonly why?: RegExp
}[] = [
  { when: 'the principal is listed among others', signers: () => ring.line(`bob@example.com,${principal}`, key) },
  { when: 'a pattern lists the principal', signers: () => ring.line('*@example.com', key) },
  {
    when: 'comments and other keys stand around',
    signers: () => `# keys\n\n${ring.line('x@y', ring.make('other'))}${ring.line(principal, key)}`,
  },
  {
    when: 'the key was valid when it was signed',
    signers: () => ring.line(principal, key, 'valid-after="20260531",valid-before="20260602"'),
  },
  { when: 'the key may sign plans', signers: () => ring.line(principal, key, 'namespaces="backout-signoff,git"') },
  {
    when: 'the text was edited',
    signers: () => ring.line(principal, key),
    more: { text: 'a Statement\n' },
    why: /does not belong to its statement/,
  },
  {
    when: 'the key is not listed',
    signers: () => ring.line(principal, ring.make('stranger')),
    why: /not known as a key of "alice@example.com"/,
  },
  {
    when: 'the key is listed for somebody else',
    signers: () => ring.line('bob@example.com', key),
    why: /^the key that signed it is one of "bob@example.com", not of "alice@example.com": sign with --identity bob@example.com$/,
  },
  {
    when: 'a pattern lists others',
    signers: () => ring.line('!alice@example.com,*@example.com', key),
    why: /^the key that signed it is one of "!alice@example.com", "\*@example.com", not of "alice@example.com"$/,
  },
  {
    when: 'the line with the key cannot be read',
    signers: () => `# people\n${ring.line(principal, key, 'valid-before=20300101')}`,
    why: /not known as a key of "alice@example.com" \(line 2 of the allowed signers cannot be read: bad options: missing start quote\)$/,
  },
  { when: 'nobody is listed', signers: () => '', why: /not known as a key of/ },
  { when: 'the list is garbage', signers: () => '\0\xff garbage\nmore garbage', why: /not known as a key of/ },
  { when: 'the key was no longer valid', signers: () => ring.line(principal, key, 'valid-before="20260101"'), why: /no longer valid/ },
  { when: 'the key was not yet valid', signers: () => ring.line(principal, key, 'valid-after="20270101"'), why: /not yet valid/ },
  {
    when: 'the key may only sign commits',
    signers: () => ring.line(principal, key, 'namespaces="git"'),
    why: /may not sign plans: its namespaces lack "backout-signoff"$/,
  },
]

for (const { when, signers, more, why } of cases)
  test(`sshVerify() ${why ? 'refuses, and says why,' : 'accepts'} when ${when}`, async () => {
    const verified = await verify(signers(), more)
    assert.equal(verified.valid, why === undefined)
    if (!verified.valid) assert.match(verified.why, why!)
  })

test('sshVerify() asks whether the key was valid at the time of signing, not now', async () => {
  const signers = ring.line(principal, key, 'valid-before="20260603"')
  assert.equal((await verify(signers, { at: hoursLater(24) })).valid, true)
  assert.equal((await verify(signers, { at: hoursLater(24 * 5) })).valid, false)
})

test('sshVerify() accepts a certificate of an authority for the principals that it names', async () => {
  const authority = ring.make('authority')
  const certified = ring.make('certified')
  execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'alice', '-n', principal, `${certified}.pub`])
  const certificate = `${certified}-cert.pub`
  const trusts = (who: string) => ring.line(who, authority, 'cert-authority')
  assert.equal((await verify(trusts('*@example.com'), { key: certificate })).valid, true)
  assert.equal((await verify(trusts('*@example.com'), { key: certificate, principal: 'bob@example.com' })).valid, false)
  assert.equal((await verify(trusts('*@other.com'), { key: certificate })).valid, false)
  assert.equal((await verify(ring.line(principal, ring.make('stranger2'), 'cert-authority'), { key: certificate })).valid, false)
})

for (const { what, options, why } of [
  {
    what: 'was over',
    options: ['-n', principal, '-V', '20260101:20260201'],
    why: /^the certificate of "alice@example.com" was not valid when/,
  },
  {
    what: 'had not begun',
    options: ['-n', principal, '-V', '20270101:20270201'],
    why: /^the certificate of "alice@example.com" was not valid when/,
  },
  { what: 'is for somebody else', options: ['-n', 'eve@example.com'], why: /does not name "alice@example.com"$/ },
  { what: 'names nobody', options: [], why: /does not name "alice@example.com"$/ },
])
  test(`sshVerify() refuses a certificate that ${what}, and says so`, async () => {
    const [authority, certified] = [ring.make(`authority ${what}`), ring.make(`certified ${what}`)]
    execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'alice', ...options, `${certified}.pub`])
    const verified = await verify(ring.line('*@example.com', authority, 'cert-authority'), { key: `${certified}-cert.pub` })
    assert.ok(!verified.valid)
    assert.match(verified.why, why)
  })

test('sshVerify() leaves no files behind', async () => {
  const before = readdirSync(ring.folder)
  await verify(ring.line(principal, key))
  assert.deepEqual(readdirSync(ring.folder), before)
})

const lone = (suffix: string): string => {
  const path = ring.make(`lone${suffix}`)
  rmSync(path)
  return `${path}.pub`
}
const open = (name: string): string => {
  const path = ring.make(name)
  chmodSync(path, 0o644)
  return path
}
const garbage = (): string => {
  writeFileSync(join(ring.folder, 'garbage'), 'no key', { mode: 0o600 })
  return join(ring.folder, 'garbage')
}

for (const { what, file, why, hint } of [
  { what: 'a file that is not there', file: () => '/nowhere/key', why: /it is no file with an SSH key$/, hint: /--key FILE/ },
  { what: 'a folder', file: () => ring.folder, why: /it is no file with an SSH key$/, hint: /--key FILE/ },
  { what: 'a file that is no key', file: garbage, why: /it is no file with an SSH key$/, hint: /--key FILE/ },
  { what: 'a public key alone', file: () => lone('1'), why: /its private half is neither beside it nor in the SSH agent$/, hint: /agent/ },
  { what: 'a key that others can read', file: () => open('open'), why: /others can read it/, hint: /chmod 600 \S+open$/ },
  {
    what: 'the public key of one',
    file: () => `${open('an open one')}.pub`,
    why: /others can read it/,
    hint: /chmod 600 '\S+\/an open one'$/,
  },
])
  test(`sshSign() fails with ${what}, and says why, and what to do`, () =>
    assert.rejects(sshSign(text, file(), ring.tools), (error: { code: string; message: string; hint: string }) => {
      assert.equal(error.code, 'failed')
      assert.match(error.message, why)
      assert.match(error.hint, hint)
      return true
    }))

test('sshVerify() fails with failed where no temporary folder can be made', () =>
  assert.rejects(sshVerify({ text, signature: '', principal, at: noon }, '', { ...ring.tools, temporary: '/nowhere' }), {
    code: 'failed',
    message: /^Cannot verify a signature: no folder can be made in "\/nowhere": /,
  }))

test('sshSign() and sshVerify() fail with missing when there is no ssh-keygen', async () => {
  const tools = { ...ring.tools, run: () => Promise.resolve({ exitCode: 127, stdout: '', stderr: '' }) }
  await assert.rejects(sshSign(text, key, tools), { code: 'missing', message: /no ssh-keygen/ })
  await assert.rejects(sshVerify({ text, signature: '', principal, at: noon }, '', tools), { code: 'missing' })
})

test('sshSign() needs no agent', async () => {
  assert.match(await sshSign(text, key, ring.tools), /^-----BEGIN SSH SIGNATURE-----/)
  assert.match(readFileSync(`${key}.pub`, 'utf8'), /^ssh-ed25519/)
})
