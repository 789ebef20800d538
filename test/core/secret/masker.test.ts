import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { createMasker } from '../../../packages/core/src/secret/index.ts'
import { escapeStyles } from '../../../packages/core/src/secret/spelling/escape-styles.ts'
import { formsOf } from '../../../packages/core/src/secret/spelling/forms.ts'
import { encodeValue, type Json } from '../../../packages/core/src/model/index.ts'

const secret = 'p@ss/wörd "x"+1'
const masker = createMasker(new Map([['DB_PASSWORD', secret]]))

const base64Json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64')

const spellings: readonly (readonly [what: string, text: string])[] = [
  ['as it is', `password=${secret};`],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64 after one other byte', Buffer.from(`:${secret}`).toString('base64')],
  ['in base64 after two other bytes', Buffer.from(`u:${secret}!`).toString('base64')],
  ['in base64 between others', Buffer.from(`user:${secret}@host/db`).toString('base64')],
  ['in URL-safe base64', Buffer.from(`user:${secret}`).toString('base64url')],
  ['URL-encoded', `?p=${encodeURIComponent(secret)}`],
  ['URL-encoded with small digits', encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase())],
  ['as a form', new URLSearchParams({ p: secret }).toString()],
  ['in the user part of a URL', Object.assign(new URL('postgres://u@h/db'), { password: secret }).href],
  ['in a URL', encodeURI(`https://h/${secret}`)],
  ['in JSON', JSON.stringify({ p: secret })],
  ['in JSON inside JSON', JSON.stringify({ body: JSON.stringify({ p: secret }) })],
  ['in JSON in ASCII', JSON.stringify(secret).replace('ö', '\\u00f6')],
  ['in JSON with escaped slashes', JSON.stringify(secret).replace('/', '\\/')],
  ['in HTML', 'p@ss/wörd &quot;x&quot;+1'],
  ['in HTML, otherwise', 'p@ss/wörd &#34;x&#34;+1'],
  ['in quoted-printable', 'p@ss/w=C3=B6rd "x"+1'],
  ['as Node shows bytes', inspect(Buffer.from(`a${secret}b`))],
  [
    'as a fingerprint is written',
    Buffer.from(secret)
      .toString('hex')
      .toUpperCase()
      .replaceAll(/..(?!$)/g, '$&:'),
  ],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ['as JSON of bytes in Node', JSON.stringify(Buffer.from(`a${secret}`))],
  ['as a list of bytes in Python', `[${[...Buffer.from(secret)].join(', ')}]`],
  ['in JSON as Go writes it', '"p@ss/w\u00f6rd \\u0022x\\u0022+1"'],
  ['in JSON as .NET writes it', String.raw`"p@ss/w\u00F6rd \u0022x\u0022\u002B1"`],
  ['in JSON as PHP writes it', String.raw`"p@ss\/w\u00f6rd \"x\"+1"`],
  ['in JSON in JSON in JSON, in ASCII', JSON.stringify(JSON.stringify(String.raw`"p@ss/w\u00f6rd \"x\"+1"`))],
  ['in HTML as Handlebars writes it', 'p@ss/wörd &quot;x&quot;+1'.replace('/', '&#x2F;')],
  ['as git shows names', String.raw`p@ss/w\303\266rd \"x\"+1`],
  ['as Python shows bytes', String.raw`b'p@ss/w\xc3\xb6rd "x"+1'`],
  ['URL-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
  ['in base64, URL-encoded', encodeURIComponent(Buffer.from(`user:${secret}`).toString('base64'))],
  ['as Go shows bytes', `[${[...Buffer.from(`a${secret}`)].join(' ')}]`],
  [
    'in UTF-16 that was taken for UTF-8',
    Buffer.from('a p@ss/w', 'utf16le').toString() + Buffer.from('p@ss/wörd "x"+1', 'utf16le').toString('latin1'),
  ],
  ['in base64 of base64', Buffer.from(`x: ${Buffer.from(`user:${secret}`).toString('base64')}`).toString('base64')],
  ['in the pull secret of a cluster', base64Json({ auths: { 'r.io': { auth: Buffer.from(`robot:${secret}`).toString('base64') } } })],
  ['in the base64 of JSON as Go writes it', Buffer.from('{"p":"p@ss/wörd \\u0022x\\u0022+1"}').toString('base64')],
  ['in a token', Buffer.from(JSON.stringify({ sub: 'x', pass: secret })).toString('base64url')],
  ['in JSON of a manifest in JSON', JSON.stringify(JSON.stringify({ data: { config: base64Json({ deep: base64Json({ p: secret }) }) } }))],
  ['in a command that PowerShell takes encoded', `-EncodedCommand ${Buffer.from(`Connect -P '${secret}'`, 'utf16le').toString('base64')}`],
  ['in hexadecimal of UTF-16', Buffer.from(`u=${secret}`, 'utf16le').toString('hex')],
  ['in hexadecimal of UTF-16, the high byte first', Buffer.from(`u=${secret}`, 'utf16le').swap16().toString('hex').toUpperCase()],
  ['in hexadecimal of base64', Buffer.from(Buffer.from(secret).toString('base64')).toString('hex')],
  ['in the credentials of a client that sends Latin-1', Buffer.from(`user:${secret}`, 'latin1').toString('base64')],
  ['in base64 of a text that is URL-encoded', Buffer.from(encodeURIComponent(JSON.stringify({ p: secret }))).toString('base64')],
  [
    'in base64 of base64, in indented lines',
    base64Json({
      auths: { 'registry.example.com': { username: 'robot', auth: Buffer.from(`robot:${secret}`).toString('base64') } },
    }).replaceAll(/.{76}/g, '$&\n    '),
  ],
  ['as bytes in a record', JSON.stringify(encodeValue(new Uint8Array(Buffer.from(`a${secret}b`))))],
]

for (const [what, text] of spellings)
  test(`seal() hides a secret ${what}, and unseal() brings it back`, () => {
    const sealed = masker.seal(text)
    assert.match(sealed, /⟦DB_PASSWORD(:[\w.]+)?(~[\w.]+)?⟧/)
    assert.equal(masker.carries(sealed), false)
    assert.equal(masker.carries(text), true)
    assert.equal(masker.unseal(sealed), text)
    assert.match(masker.mask(text), /\*\*\*/)
    assert.equal(masker.carries(masker.mask(text)), false)
  })

const forms = [secret, Buffer.from(secret).toString('hex'), encodeURIComponent(secret)]
for (const form of forms) {
  test(`Law: mask() leaves no part of a secret that a cut left, as in ${form}`, () => {
    for (let length = 4; length < form.length; length++) {
      assert.equal(masker.mask(`it says (1, ${form.slice(0, length)}...).`), 'it says (1, ***...).')
      assert.equal(masker.mask(`it says ${form.slice(0, length)}…`), 'it says ***…')
      assert.equal(masker.mask(`…${form.slice(-length)} it says`), '…*** it says')
      assert.equal(masker.mask(`a: …${form.slice(-length)}, b: ${form.slice(0, length)}… c`), 'a: …***, b: ***… c')
    }
  })
}

test('Law: mask() leaves no part of a secret that is in what V8 quotes of what is no JSON', () => {
  const { mask } = createMasker(new Map([['X', 'tok-S3cr3tValue+Other']]))
  for (const text of [
    '[1,2,3,4,5,6,7,8,9,tok-S3cr3tValue+Other,,,,,,,,,,,',
    'tok-S3cr3tValue+Other,,,,,,,,,,,,,,,,,,,,,,,,,,',
    '[1,"tok-S3cr3tValue+Other" x"',
  ]) {
    const shown = mask(parsing(text))
    assert.match(shown, /^Unexpected token|^Expected/)
    assert.doesNotMatch(shown, /tok-|Other/)
  }
})

function parsing(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch (error) {
    return (error as Error).message
  }
}

test('mask() hides an apostrophe however HTML spells it', () => {
  const { mask } = createMasker(new Map([['X', "don't tell"]]))
  for (const spelled of ['&#39;', '&apos;', '&#x27;']) assert.equal(mask(`<b>don${spelled}t tell</b>`), '<b>***</b>')
})

for (const { how, text } of [
  { how: 'set -x and ${X@Q} of bash do', text: String.raw`it'\''s "50\$" & more` },
  { how: "export -p of dash and Python's shlex do", text: String.raw`it'"'"'s "50\$" & more` },
  { how: 'declare -p of bash does', text: String.raw`it's \"50\\\$\" & more` },
  { how: 'printf %q of bash does', text: String.raw`it\'s\ \"50\\\$\"\ \&\ more` },
  { how: 'Python and Node do', text: String.raw`it\'s "50\\$" & more` },
  { how: 'CSV does', text: String.raw`it's ""50\$"" & more` },
])
  test(`seal() hides a secret that is quoted as ${how}`, () => {
    const { seal, unseal, mask } = createMasker(new Map([['X', String.raw`it's "50\$" & more`]]))
    assert.equal(mask(`: '${text}'`), ": '***'")
    assert.match(seal(text), /^⟦X:[\w.]+⟧$/)
    assert.equal(unseal(seal(text)), text)
  })

test('mask() leaves cut texts alone in which there is no secret', () => {
  for (const text of ['…', '...', 'f(...p@s)', 'p@ss/..', 'p@s…', '…"+1', 'a…b…c', 'p@ss/wö is not cut', 'x…p@ss/w'])
    assert.equal(masker.mask(text), text)
})

test('carries() sees that a long text was cut off inside of a secret', () => {
  const long = 'x'.repeat(100_000)
  assert.equal(masker.carries({ stdout: long + secret.slice(0, 6) }), true)
  assert.equal(masker.carries({ stdout: `${long}${secret.slice(0, 6)} ` }), false)
  assert.equal(masker.carries({ stdout: long }), false)
})

test('seal() hides secrets in keys, lists and long numbers', () => {
  const { seal, unseal, carries } = createMasker(
    new Map([
      ['PIN', '12345678'],
      ['KEY', 'top-secret'],
    ]),
  )
  const json: Json = { 'top-secret': [{ pin: 12_345_678, other: 5 }, 'a top-secret'], list: [-12_345_678.5] }
  const sealed = seal(json)
  assert.deepEqual(sealed, {
    '⟦KEY⟧': [{ pin: { '⟦#⟧': '⟦PIN⟧' }, other: 5 }, 'a ⟦KEY⟧'],
    list: [{ '⟦#⟧': '-⟦PIN⟧.5' }],
  })
  assert.equal(carries(sealed), false)
  assert.deepEqual(unseal(sealed), json)
})

test('seal() stores a text that looks like a marker so that it stays that text', () => {
  const json = ['⟦DB_PASSWORD⟧', '⟦', '⟦⟧', '⟧', { '⟦#⟧': 'x' }, `⟦${secret}⟧`]
  const sealed = masker.seal(json)
  assert.deepEqual(sealed, ['⟦⟧DB_PASSWORD⟧', '⟦⟧', '⟦⟧⟧', '⟧', { '⟦⟧#⟧': 'x' }, '⟦⟧⟦DB_PASSWORD⟧⟧'])
  assert.deepEqual(masker.unseal(sealed), json)
})

test('seal() takes the longer one when a secret is part of another', () => {
  const both = createMasker(
    new Map([
      ['SHORT', 'secret'],
      ['LONG', 'secret-and-more'],
    ]),
  )
  assert.equal(both.seal('secret-and-more, secret'), '⟦LONG⟧, ⟦SHORT⟧')
})

test('seal() hides each long line of a secret of several lines', () => {
  const key = '-----BEGIN KEY-----\r\nAAAAAAAAAAAA\r\nBBBBBBBBBBBB\r\n}\r\n-----END KEY-----\r\n'
  const { seal, unseal, mask } = createMasker(new Map([['KEY', key]]))
  assert.equal(mask('line 3 is BBBBBBBBBBBB'), 'line 3 is ***')
  assert.equal(mask('a } is no secret'), 'a } is no secret')
  for (const text of [key, key.trim(), `x AAAAAAAAAAAA y`, JSON.stringify(key), Buffer.from('AAAAAAAAAAAA').toString('base64')]) {
    assert.doesNotMatch(seal(text), /AAAAAAAAAAAA|QUFBQUFB/)
    assert.equal(unseal(seal(text)), text)
  }
})

for (const { secret, shown, masked } of [
  { secret: ' ab\t', shown: 'about a cab', masked: 'about a cab' },
  { secret: ' abcd\t', shown: 'xabcdx YWJjZA==', masked: 'x***x ***' },
  { secret: 'abcd', shown: 'xabcdx YWJjZA==', masked: 'x***x ***' },
  { secret: 'abc', shown: 'xabcx abc YWJj', masked: 'xabcx *** YWJj' },
])
  test(`mask() hides ${JSON.stringify(secret)} without its blanks where that is long enough not to be guessed`, () =>
    assert.equal(createMasker(new Map([['KEY', secret]])).mask(shown), masked))

test('createMasker() hides a secret that is escaped, once or twice, as often as it stands in a long text, in a time that grows with the text', {
  timeout: 60_000,
}, () => {
  const masker = createMasker(new Map([['KEY', 'p@ss&word']]))
  const line = 'p@ss\\u0026word p@ss\\\\u0026word '
  const text = line.repeat(60_000)
  assert.equal(masker.mask(text), '*** *** '.repeat(60_000))
  assert.equal(masker.unseal(masker.seal(text)), text)
})

test('createMasker() hides long keys and files of keys, all of them and each of their lines', () => {
  const key = (seed: number) => Array.from({ length: 120 }, (_, line) => hash('sha256', `${seed} ${line}`, 'base64')).join('\n')
  const masker = createMasker(new Map([1, 2, 3].map((seed) => [`KEY_${seed}`, key(seed)])))
  const text = `a ${key(2)} b ${key(3).split('\n')[60]} c ${Buffer.from(key(1)).toString('base64')}`
  assert.equal(masker.mask(text), 'a *** b *** c ***')
  assert.equal(masker.seal(text), 'a ⟦KEY_2⟧ b ⟦KEY_3:line60⟧ c ⟦KEY_1:base64⟧')
  assert.equal(masker.unseal(masker.seal(text)), text)
})

test('createMasker() hides a short spelling where a longer one with its beginning is not', () => {
  const { mask } = createMasker(
    new Map([
      ['A', 'hunter'],
      ['B', 'hunter2-hunter2-hunter2'],
    ]),
  )
  assert.equal(mask('hunter2-hunter2-hunter3 xhunter2-hunter2-hunter2'), '***2-***2-***3 x***')
})

test('createMasker() ignores empty secrets', () => {
  const { seal, mask, carries, weak } = createMasker(new Map([['EMPTY', '']]))
  assert.deepEqual([seal('abc'), mask('abc'), carries('abc'), weak], ['abc', 'abc', false, []])
})

test('createMasker() hides a very short secret only where it stands alone, and says so', () => {
  const { seal, unseal, mask, weak } = createMasker(new Map([['P', 'pg']]))
  assert.deepEqual(weak, ['P'])
  assert.equal(mask('postgres://u:pg@host, jpg, pga, p.pg'), 'postgres://u:***@host, jpg, pga, p.***')
  assert.equal(unseal(seal('pg jpg')), 'pg jpg')
  assert.equal(seal(42), 42)
})

test('unseal() uses the present value of a secret that was changed in between', () => {
  const sealed = createMasker(new Map([['T', 'old-value']])).seal('Bearer old-value')
  assert.equal(createMasker(new Map([['T', 'new-value']])).unseal(sealed), 'Bearer new-value')
})

test('unseal() fails with missing when a secret is no longer there', () =>
  assert.throws(() => createMasker(new Map()).unseal({ a: '⟦T⟧' }), { code: 'missing', message: /secret "T"/ }))

test('unseal() keeps a key that JavaScript objects inherit', () => {
  const json = JSON.parse('{"__proto__": "p@ss", "constructor": 1}') as Json
  assert.equal(JSON.stringify(masker.unseal(masker.seal(json))), JSON.stringify(json))
})

for (const { letter, write } of escapeStyles) {
  const chars = { n: '<&>"', j: '\n\t\r\f', b: '$ "/', D: '"#$%' }[letter] ?? 'aö€😀'
  test(`Law: a secret all of whose characters are escaped in the style ${letter} is hidden, and brought back`, () => {
    const { seal, unseal, mask } = createMasker(new Map([['X', chars]]))
    const text = `a ${write(chars)} b`
    assert.notEqual(write(chars), chars)
    assert.deepEqual([mask(text), unseal(seal(text))], ['a *** b', text])
    assert.doesNotMatch(seal(text), /a .*[\\&%=].* b/)
  })
}

test('Law: a secret is hidden, and brought back, whichever of its characters are escaped, and however', () => {
  const styles = escapeStyles.filter(({ letter }) => !'njbD'.includes(letter))
  const spelled = fc.array(
    fc.tuple(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((char) => !/[\0\s⟦⟧*\\%&=]/.test(char)),
      fc.constantFrom('', ...styles.map(({ letter }) => letter)),
    ),
    { minLength: 4, maxLength: 12 },
  )
  const write = (char: string, style: string): string => styles.find(({ letter }) => letter === style)?.write(char) ?? char
  fc.assert(
    fc.property(spelled, (chars) => {
      const { seal, unseal, mask } = createMasker(new Map([['X', chars.map(([char]) => char).join('')]]))
      const text = chars.map(([char, style]) => write(char, style)).join('')
      assert.deepEqual([mask(`<${text}>`), unseal(seal(text))], ['<***>', text])
    }),
    { numRuns: 500 },
  )
})

test('Law: a secret is hidden, and brought back, in whatever was encoded, and in what was encoded again', () => {
  const bytesOf: { readonly [how: string]: (text: string) => Buffer } = {
    utf8: (text) => Buffer.from(text),
    utf16le: (text) => Buffer.from(text, 'utf16le'),
    utf16be: (text) => Buffer.from(text, 'utf16le').swap16(),
  }
  const ways: readonly ((bytes: Buffer) => string)[] = [
    (bytes) => bytes.toString('base64'),
    (bytes) => bytes.toString('base64url'),
    (bytes) => bytes.toString('hex'),
    (bytes) => bytes.toString('hex').toUpperCase(),
    (bytes) => bytes.toString('base64').replaceAll(/.{60}/g, '$&\n'),
    (bytes) => bytes.toString('base64').replaceAll(/.{64}/g, '$&\r\n  '),
    (bytes) => JSON.stringify(bytes.toString('base64')),
  ]
  const around = fc.stringMatching(/^[a-z ":{}/.=-]{0,12}$/)
  const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(bytesOf)), fc.constantFrom(...ways), around, around), {
    minLength: 1,
    maxLength: 3,
  })
  // Most of what people type is ASCII: by this what is encoded is known.
  const odd = fc.constantFrom('', 'ä', 'ß', '€', 'Ж', '😀')
  const value = fc.tuple(fc.stringMatching(/^[!-)+-~]{5,12}$/), odd, fc.stringMatching(/^[!-)+-~]{5,12}$/)).map((parts) => parts.join(''))
  fc.assert(
    fc.property(value, steps, (known, all) => {
      const { seal, unseal, mask, carries } = createMasker(new Map([['X', known]]))
      const text = all.reduce((inner, [how, way, before, after]) => way(bytesOf[how]!(`{"a":"${before} ${inner} ${after}"}`)), known)
      assert.match(mask(text), /\*\*\*/)
      assert.equal(unseal(seal(text)), text)
      assert.deepEqual([carries(text), carries(seal(text))], [true, false])
    }),
    { numRuns: 150 },
  )
})

test('mask() leaves long texts that encode nothing of a secret as they are, in a time that grows with them', { timeout: 60_000 }, () => {
  const { mask } = createMasker(new Map([['X', 'p@ss&word']]))
  for (const line of ['QUFBQUFB'.repeat(8), '41414141'.repeat(8), 'services/crm/configuration_of-customers', hash('sha256', 'x')]) {
    const text = `${line}\n`.repeat(10_000)
    assert.equal(mask(text), text)
  }
})

const secretTexts = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 24 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 40 }),
  fc.stringMatching(/^[ab\n/+%"\\]{4,12}$/),
)
const secretMaps = fc
  .dictionary(fc.constantFrom('A', 'TOKEN', 'K_2'), secretTexts, { minKeys: 1 })
  .map((found) => new Map(Object.entries(found)))

/** JSON in which the secrets stand in many spellings, beside other texts and texts that look like markers. */
function jsonWith(secrets: ReadonlyMap<string, string>): fc.Arbitrary<Json> {
  const forms = [...secrets.values()].flatMap((value) => [...formsOf(value).values()])
  const piece = fc.oneof(
    fc.constantFrom(...forms),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('⟦', '⟧', '⟦A⟧', '⟦#⟧', '⟦TOKEN:url⟧', 'ab', ' '),
    fc
      .tuple(fc.string({ maxLength: 4 }), fc.constantFrom(...secrets.values()))
      .map(([before, value]) => Buffer.from(`${before}${value}.`).toString('base64')),
  )
  const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''))
  return fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom(null, true, 0, 12_345_678),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(text, tie('json'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).json
}

test('Law: unsealing what was sealed is the identity', () => {
  const pairs = secretMaps.chain((secrets) => fc.tuple(fc.constant(secrets), jsonWith(secrets)))
  fc.assert(
    fc.property(pairs, ([secrets, json]) => {
      const { seal, unseal } = createMasker(secrets)
      assert.deepEqual(unseal(JSON.parse(JSON.stringify(seal(json))) as Json), json)
    }),
    { numRuns: 500 },
  )
})

test('Law: no spelling of a secret is left in what was sealed or masked', () => {
  const strong = fc
    .string({ unit: 'binary', minLength: 6, maxLength: 24 })
    .filter((text) => !/[⟦⟧*]/.test(text) && !/^[\w.:#]+$/.test(text) && text.trim() === text)
  const pairs = strong.chain((value) => fc.tuple(fc.constant(value), jsonWith(new Map([['Q', value]]))))
  fc.assert(
    fc.property(pairs, ([value, json]) => {
      const { seal, mask, carries } = createMasker(new Map([['Q', value]]))
      const sealed = seal(json)
      assert.equal(carries(sealed), false)
      const texts = [JSON.stringify(sealed), mask(JSON.stringify(json))]
      for (const [label, form] of formsOf(value)) for (const text of texts) assert.equal(text.includes(form), false, `${label}: ${form}`)
    }),
    { numRuns: 500 },
  )
})
