import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMasker } from '@backout/core/secret'

const secret = 'p4ss/w0rd+with(regex)[chars]$& and a long tail of text that goes on and on'
const key = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const masker = createMasker(
  new Map([
    ['LONG', secret],
    ['SHORT', 'hunter2-is-long'],
    ['KEY', key],
  ]),
)

const wrap = (text: string, width: number, end = '\n'): string => text.match(new RegExp(`.{1,${width}}`, 'gs'))!.join(end)
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const hex = (text: string): string => Buffer.from(text).toString('hex')

for (const { what, text } of [
  { what: 'base64, as the command of that name wraps it', text: wrap(base64(secret), 76) },
  { what: 'base64 of a text that it is a part of', text: wrap(base64(`user:${secret}@host`), 76) },
  { what: 'base64, in lines that end in CR LF', text: wrap(base64(`{"password":"${secret}"}`), 64, '\r\n') },
  { what: 'base64 of which one line ends inside of a short secret', text: wrap(base64(`${'x'.repeat(48)}hunter2-is-long`), 76) },
  { what: 'base64 for URLs', text: wrap(Buffer.from(secret).toString('base64url'), 40) },
  { what: 'hexadecimal, as xxd wraps it', text: wrap(hex(secret), 60) },
  { what: 'hexadecimal in capitals', text: wrap(hex(secret).toUpperCase(), 60) },
  { what: 'lines of a token', text: wrap(key, 32) },
]) {
  test(`Law: mask() and seal() leave no line of a secret in ${what}`, () => {
    const lines = text.split(/\r?\n/)
    const sealed = masker.seal({ text: `before\n${text}\nafter` })
    assert.deepEqual(masker.unseal(sealed), { text: `before\n${text}\nafter` })
    assert.equal(masker.carries(text), true)
    for (const shown of [JSON.stringify(sealed), masker.mask(text)])
      for (const line of lines)
        assert.equal(shown.includes(line.slice(-12)) && shown.includes(line.slice(0, 12)), false, `${line} in ${shown}`)
  })

  test(`Law: mask() hides a line of ${what} that comes alone, as the output of a command does`, () => {
    const [longest] = text.split(/\r?\n/).toSorted((a, b) => b.length - a.length)
    if (what.includes('short')) return
    assert.equal(masker.mask(`› ${longest} ‹`).includes(longest!.slice(-16)), false)
  })
}

test('Law: unsealing what was sealed is the identity, wherever and however an encoding of a secret is wrapped', () => {
  const text = fc.record({
    secret: fc.string({ unit: 'binary', minLength: 16, maxLength: 120 }),
    before: fc.string({ maxLength: 40 }),
    width: fc.integer({ min: 20, max: 90 }),
    end: fc.constantFrom('\n', '\r\n'),
    encode: fc.constantFrom(base64, hex),
  })
  fc.assert(
    fc.property(text, ({ secret: value, before, width, end, encode }) => {
      const { seal, unseal, carries, mask } = createMasker(new Map([['S', value]]))
      const wrapped = wrap(encode(before + value), width, end)
      assert.deepEqual(unseal(seal({ wrapped })), { wrapped })
      if (!carries(wrapped)) return
      assert.notEqual(mask(wrapped), wrapped)
    }),
    { numRuns: 500 },
  )
})

test('mask() leaves alone what only looks like an encoding', () => {
  const texts = [
    'sha256-v1:0123456789abcdef0123456789abcdef',
    'plans/2026/split-customer-name/plan.yaml',
    'AAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAA',
  ]
  for (const text of texts) assert.deepEqual([masker.mask(text), masker.seal(text), masker.carries(text)], [text, text, false])
})
