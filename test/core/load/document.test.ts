import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Scalar, stringify } from 'yaml'
import { loadPlanFile } from '@backout/core/load'

test('loadPlanFile() reads YAML 1.2 core to plain data', () => {
  const text =
    '\ufeff# a plan\na: yes\nb: 0o17\nc: 0xff\nd: 1.5\ne: ~\nf: 2026-01-02\n1: one\ntrue: two\ng: &x { h: [1, "2"] }\ni: *x\nj: |\n  k\n  l\nm: -0\n'
  const { value, diagnostics } = loadPlanFile({ path: 'p', text: new TextEncoder().encode(text) })
  assert.deepEqual(diagnostics, [])
  const shared = { h: [1, '2'] }
  assert.deepEqual(value, {
    a: 'yes',
    b: 15,
    c: 255,
    d: 1.5,
    e: null,
    f: '2026-01-02',
    1: 'one',
    true: 'two',
    g: shared,
    i: shared,
    j: 'k\nl\n',
    m: 0,
  })
})

const text =
  '\ufeffname: plan\nsteps:\r\n  - id: one\r\n    with: { path: "a/b", list: [x, yy] }\r\n  - &two\n    id: "t\\u0077o"\n    sql: |\n      select 1,\n        ${{ x }}\n      from t\n    folded: >\n      a\n      b\n  - *two\na/b~c: 1\n'

for (const [pointer, part, found] of [
  ['', 'value', '1:1'],
  ['/name', 'key', '1:1'],
  ['/name', 'value', '1:7'],
  ['/steps/0/id', 'value', '3:9'],
  ['/steps/0', 'value', '3:5'],
  ['/steps/0/with/list/1', 'value', '4:36'],
  ['/steps/0/with/list/1', 'key', '4:36'],
  ['/steps/0/with/nothing', 'value', '4:5'],
  ['/steps/0/with/nothing/below', 'key', '4:5'],
  ['/steps/1/id', 'key', '6:5'],
  ['/steps/2/id', 'value', '6:9'],
  ['/steps/2', 'value', '14:5'],
  ['/steps/9', 'value', '2:1'],
  ['/a~1b~0c', 'key', '15:1'],
] as const)
  test(`rangeOf("${pointer}", "${part}") is ${found}`, () => {
    const { line, column } = loadPlanFile({ path: 'p', text }).rangeOf(pointer, part)
    assert.equal(`${line}:${column}`, found)
  })

for (const [pointer, piece, found] of [
  ['/name', 'an', '1:9 an'],
  ['/steps/0/with/path', '/b', '4:21 /b'],
  ['/steps/1/sql', '${{ x }}', '9:9 ${{ x }}'],
  ['/steps/1/sql', 'from', '10:7 from'],
  ['/steps/1/sql', '1,\n  ${{', '8:14 1,'],
  ['/steps/2/sql', 'select', '8:7 select'],
  ['/steps/1/id', 'wo', '6:11 \\u0077o'],
  ['/steps/1/folded', 'b', '13:7 b'],
] as const)
  test(`rangeWithin() of ${JSON.stringify(piece)} in "${pointer}" is ${JSON.stringify(found)}`, () => {
    const document = loadPlanFile({ path: 'p', text })
    const value = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as { [key: string]: unknown })[key], document.value) as string
    const from = value.indexOf(piece)
    const { line, column, start, end } = document.rangeWithin(pointer, from, from + piece.length)
    assert.equal(`${line}:${column} ${document.text.slice(start, end)}`, found)
  })

test('rangeOf() still tells the places of the file as it stands where quotes were missing', () => {
  const document = loadPlanFile({ path: 'p', text: 'a: { sql: select a, b, c: 1 }\nif: !x\nd: 5\n' })
  const places = ['/a/sql', '/a/c', '/if', '/d'].map((pointer) => {
    const { start, end } = document.rangeOf(pointer)
    return document.text.slice(start, end)
  })
  assert.deepEqual(places, ['select a, b', '1', '!x', '5'])
})

const values = fc.array(
  fc.constantFrom('a', 'bb', ' ', '  ', '\n', '\n\n', "'", '"', '\\', ': ', '#', '日本', 'ü', 'x'.repeat(90), '- ', '${{ y }}'),
  { maxLength: 12 },
)
const styles = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE, Scalar.BLOCK_LITERAL, Scalar.BLOCK_FOLDED] as const

test('Law: rangeWithin() of a word is where the word stands, however the text around it is written', () => {
  fc.assert(
    fc.property(values, values, fc.constantFrom(...styles), fc.constantFrom('\n', '\r\n'), (before, after, type, lineEnd) => {
      const value = `${before.join('')}here${after.join('')}`
      const scalar = Object.assign(new Scalar(value), { type })
      const written = stringify({ a: [{ b: scalar }] }, { lineWidth: 40 }).replaceAll('\n', lineEnd)
      const document = loadPlanFile({ path: 'p', text: `# one${lineEnd}${written}` })
      const from = (document.value as { a: [{ b: string }] }).a[0].b.indexOf('here')
      const { start, end } = document.rangeWithin('/a/0/b', from, from + 4)
      const whole = document.text.slice(start).replace(/(?<=^h?e?r?)\\\r?\n\s*/, '')
      assert.ok(whole.startsWith('here'), written)
      assert.ok(['here', 'h\\', 'he\\', 'her\\'].includes(document.text.slice(start, end)), written)
    }),
    { numRuns: 500 },
  )
})
