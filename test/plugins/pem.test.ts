import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pem } from '../../packages/plugins/src/pem.ts'

const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
let root = ''
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'backout-pem-'))
  await writeFile(join(root, 'ca.pem'), text)
  await writeFile(join(root, 'ca.der'), new Uint8Array([0x30, 0x82, 1, 2]))
})
after(() => rm(root, { recursive: true }))

const given = [
  { when: 'nothing', value: () => undefined, gives: undefined },
  { when: 'PEM text', value: () => text, gives: text },
  { when: 'a file under the root', value: () => 'ca.pem', gives: text },
  { when: 'an absolute path', value: () => join(root, 'ca.pem'), gives: text },
]
for (const { when, value, gives } of given) test(`pem() takes ${when}`, async () => assert.equal(await pem(value(), root), gives))

const refused = [
  { when: 'the file is not there', value: 'no.pem', code: 'missing' },
  { when: 'the path is that of a directory', value: '.', code: 'missing' },
  { when: 'the file holds no PEM', value: 'ca.der', code: 'invalid' },
]
for (const { when, value, code } of refused) {
  test(`pem() is ${code} when ${when}`, () => assert.rejects(pem(value, root), { code }))
}
