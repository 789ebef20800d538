import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSecrets } from '../../../packages/core/src/execute/bind/secrets.ts'
import { readableSecrets, secretSource } from '../../../packages/core/src/secret/index.ts'

const files: { readonly [path: string]: string | Uint8Array } = {
  '/run/url': 'postgres://x\n',
  '/run/key': 'line one\nline two\r\n',
  '/run/empty': '\n',
  '/run/binary': Uint8Array.of(0x73, 0xff, 0xfe),
  '/run/long': 'long'.repeat(20_000),
}
const readFile = (path: string): Uint8Array => {
  if (files[path] === undefined) throw new Error('no such file')
  return Buffer.from(files[path])
}

const cases: readonly { readonly when: string; readonly env: { readonly [name: string]: string }; readonly value: string | undefined }[] = [
  { when: 'the variable is set', env: { S: 'hush' }, value: 'hush' },
  { when: 'nothing is set', env: {}, value: undefined },
  { when: 'the variable is empty', env: { S: '' }, value: undefined },
  { when: 'a file holds it', env: { S_FILE: '/run/url' }, value: 'postgres://x' },
  { when: 'a file of several lines holds it', env: { S_FILE: '/run/key' }, value: 'line one\nline two' },
  { when: 'the file is empty', env: { S_FILE: '/run/empty' }, value: undefined },
  { when: 'the variable is empty and a file holds it', env: { S: '', S_FILE: '/run/url' }, value: 'postgres://x' },
]

test('secretSource() gives nothing for a name that JavaScript objects inherit', () => {
  for (const name of ['constructor', 'toString', '__proto__']) assert.equal(secretSource({}, readFile)(name), undefined)
})

for (const { when, env, value } of cases)
  test(`secretSource() gives ${value === undefined ? 'nothing' : 'the value'} when ${when}`, () =>
    assert.equal(secretSource(env, readFile)('S'), value))

test('secretSource() reads each file once', () => {
  let reads = 0
  const source = secretSource({ S_FILE: '/run/url' }, (path) => {
    reads++
    return readFile(path)
  })
  assert.deepEqual([source('S'), source('S'), reads], ['postgres://x', 'postgres://x', 1])
})

test('secretSource() fails with invalid when both are set, and says what to do', () =>
  assert.throws(() => secretSource({ S: 'a', S_FILE: '/run/url' }, readFile)('S'), {
    code: 'invalid',
    message: /both S and S_FILE/,
    hint: 'Set one of them: unset S, or unset S_FILE',
  }))

for (const { what, env, message } of [
  {
    what: 'a file that is no text',
    env: { S_FILE: '/run/binary' },
    message: 'Cannot read secret "S" from "/run/binary": it is no text in UTF-8',
  },
  {
    what: 'what is too long to be hidden',
    env: { S_FILE: '/run/long' },
    message: 'Cannot use secret "S": it has 80000 characters, and more than 65536 cannot be kept out of the record',
  },
  {
    what: 'what is too long to be hidden, also from the variable',
    env: { S: 'long'.repeat(20_000) },
    message: 'Cannot use secret "S": it has 80000 characters, and more than 65536 cannot be kept out of the record',
  },
])
  test(`secretSource() refuses ${what}, and shows nothing of it`, () =>
    assert.throws(() => secretSource(env, readFile)('S'), { code: 'invalid', message }))

test('secretSource() fails with missing when the file cannot be read', () =>
  assert.throws(() => secretSource({ S_FILE: '/nowhere' }, readFile)('S'), {
    code: 'missing',
    message: /secret "S" from "\/nowhere": no such file/,
  }))

test('readSecrets() names what is not set and what cannot be read together', () => {
  const secrets = secretSource({ B_FILE: '/run/nowhere', C: 'hush' }, () => {
    throw new Error('no such file')
  })
  assert.throws(() => readSecrets({ secrets: ['A', 'B', 'C', 'D'] }, secrets, 'run plan "p"'), {
    code: 'missing',
    message: 'Cannot run plan "p": secrets A, D not set\nCannot read secret "B" from "/run/nowhere": no such file',
  })
})

test('readableSecrets() gives those that can be read, and passes over the others', () => {
  const secrets = secretSource({ A: 'hush', B: 'x', B_FILE: '/run/url' }, () => Buffer.from(''))
  assert.deepEqual([...readableSecrets(['A', 'B', 'C'], secrets)], [['A', 'hush']])
})
