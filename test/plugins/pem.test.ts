import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { builtins } from '@backout/plugins'
import { Ajv } from 'ajv'
import { pemFiles, readPems } from '../../packages/plugins/src/pem.ts'

const root = mkdtempSync(join(tmpdir(), 'backout-pem-'))
const textOf = (name: string): string => readFileSync(join(root, name), 'utf8')

before(() => {
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { cwd: root, stdio: 'ignore' })
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=test']
  for (const name of ['one', 'other']) openssl('req', '-x509', ...kind, '-keyout', `${name}.key`, '-out', `${name}.pem`)
  openssl('x509', '-in', 'one.pem', '-outform', 'DER', '-out', 'one.der')
  openssl('pkey', '-in', 'one.key', '-aes256', '-passout', 'pass:x', '-out', 'encrypted.key')
  openssl('ec', '-in', 'one.key', '-aes256', '-passout', 'pass:x', '-out', 'encrypted-of-old.key')
  writeFileSync(join(root, 'both.pem'), textOf('one.key') + textOf('one.pem'))
  writeFileSync(join(root, 'damaged.pem'), '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
})
after(() => rmSync(root, { recursive: true }))

const taken = [
  { when: 'nothing', given: () => undefined, gives: () => ({}) },
  { when: 'PEM text', given: () => ({ ca: textOf('one.pem') }), gives: () => ({ ca: textOf('one.pem') }) },
  { when: 'a file under the root', given: () => ({ ca: 'one.pem' }), gives: () => ({ ca: textOf('one.pem') }) },
  { when: 'an absolute path', given: () => ({ ca: join(root, 'one.pem') }), gives: () => ({ ca: textOf('one.pem') }) },
  {
    when: 'a certificate and its key',
    given: () => ({ cert: 'one.pem', key: textOf('one.key') }),
    gives: () => ({ cert: textOf('one.pem'), key: textOf('one.key') }),
  },
  {
    when: 'one file that holds both',
    given: () => ({ cert: 'both.pem', key: 'both.pem' }),
    gives: () => ({ cert: textOf('both.pem'), key: textOf('both.pem') }),
  },
]
for (const { when, given, gives } of taken)
  test(`readPems() takes ${when}`, async () => assert.deepEqual(await readPems(given(), root), gives()))

const refused = [
  { when: 'the file is not there', given: () => ({ ca: 'no.pem' }), says: 'Cannot read "no.pem" as tls.ca: there is no such file' },
  { when: 'the path is that of a directory', given: () => ({ ca: '.' }), says: 'Cannot read "." as tls.ca: EISDIR' },
  { when: 'the file holds no PEM', given: () => ({ ca: 'one.der' }), says: 'Cannot use "one.der" as tls.ca: there is no PEM in it' },
  {
    when: 'a key is given for an authority',
    given: () => ({ ca: 'one.key' }),
    says: 'Cannot use "one.key" as tls.ca: there is no certificate in it',
  },
  {
    when: 'a certificate and its key are mixed up',
    given: () => ({ cert: textOf('one.key'), key: 'one.pem' }),
    says: 'Cannot use the text of tls.cert: there is no certificate in it',
  },
  ...['encrypted.key', 'encrypted-of-old.key'].map((key) => ({
    when: `the key is encrypted (${key})`,
    given: () => ({ cert: 'one.pem', key }),
    says: `Cannot use "${key}" as tls.key: it is encrypted, and nobody can be asked for its passphrase`,
  })),
  {
    when: 'the key is that of another certificate',
    given: () => ({ cert: 'one.pem', key: 'other.key' }),
    says: 'Cannot use tls.cert with tls.key: the key is that of another certificate',
  },
  {
    when: 'a certificate among others is damaged',
    given: () => ({ ca: `${textOf('one.pem')}${textOf('damaged.pem')}${textOf('other.pem')}` }),
    says: /^Cannot use tls\.ca: what is there cannot be read \(ERR_OSSL_\w+\)$/,
  },
]
for (const { when, given, says } of refused) {
  const code = String(says).startsWith('Cannot read') ? 'missing' : 'invalid'
  test(`readPems() is ${code} when ${when}`, () => assert.rejects(readPems(given(), root), { code, message: says }))
}

test('pemFiles() gives the files among certificates', () =>
  assert.deepEqual(pemFiles({ ca: 'ca.pem', cert: '-----BEGIN CERTIFICATE-----', key: 'client.key' }), ['ca.pem', 'client.key']))

for (const { kind, config } of builtins.flatMap(({ drivers }) => drivers)) {
  const { tls } = (config.properties ?? {}) as { readonly tls?: object }
  if (tls === undefined) continue
  test(`a connection of ${kind} has a certificate of the client with its key, or neither`, () => {
    const isValid = new Ajv({ strict: false }).compile(tls)
    const given = [{}, { cert: 'a', key: 'b' }, { ca: 'a' }, { cert: 'a' }, { key: 'b' }]
    assert.deepEqual(
      given.map((one) => isValid(one)),
      [true, true, true, false, false],
    )
  })
}
