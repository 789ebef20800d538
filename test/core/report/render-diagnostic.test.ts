import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderDiagnostic } from '@backout/core/report'

/** Where the carets stand below a line, in columns of a terminal; `foo` is what they are about. */
const cases: readonly (readonly [when: string, line: string, carets: string])[] = [
  ['letters stand before', 'a: b, foo: 1', '      ^^^'],
  ['tabs stand before', 'a:\tb,\tfoo: 1', '  \t  \t^^^'],
  ['characters of two columns stand before', 'a: 日本, foo: 1', '         ^^^'],
  ['a picture of two columns stands before', 'a: 💥, foo: 1', '       ^^^'],
  ['a mark that takes no column of its own stands before', 'a: e\u0301, foo: 1', '      ^^^'],
]

for (const [when, line, carets] of cases)
  test(`renderDiagnostic() puts carets under their place when ${when}`, () =>
    assert.equal(renderedFor(line, 'foo').at(-1), `    | ${carets}`))

test('renderDiagnostic() marks a text of two columns a character in full', () =>
  assert.equal(renderedFor('a: 日本', '日本').at(-1), '    |    ^^^^'))

for (const [where, line, columns, shown] of [
  ['ends there', `${'a'.repeat(30)}foo`, 40, [`  2 | ${'a'.repeat(30)}foo`, `    | ${' '.repeat(30)}^^^`]],
  ['goes on', `${'a'.repeat(30)}foo${'b'.repeat(40)}`, 40, [`  2 | ${'a'.repeat(17)}foo${'b'.repeat(14)}`, `    | ${' '.repeat(17)}^^^`]],
] as const)
  test(`renderDiagnostic() cuts a line that ${where} around its place, so that a narrow terminal breaks none`, () =>
    assert.deepEqual(renderedFor(line, 'foo', columns).slice(-2), shown))

test('renderDiagnostic() shows a line without the carriage return at its end', () =>
  assert.equal(renderedFor('a: foo\r', 'foo').at(-2), '  2 | a: foo'))

test('renderDiagnostic() looks at no more of a very long line than it shows', () => {
  const text = '1,'.repeat(1_000_000)
  const began = process.cpuUsage().user
  for (let start = 0; start < 2_000; start += 2) {
    const at = { file: 'p.yaml', line: 1, column: start + 1, start, end: start + 1 }
    renderDiagnostic({ code: 'wrong-type', severity: 'error', message: 'x', at }, text, { paint: (_ink, part) => part })
  }
  // To look at all of it, a thousand times, takes seconds.
  assert.ok(process.cpuUsage().user - began < 1_000_000)
})

function renderedFor(line: string, marked: string, columns?: number): readonly string[] {
  const text = `first\n${line}\nlast\n`
  const start = text.indexOf(marked)
  const at = { file: 'p.yaml', line: 2, column: start - 'first\n'.length + 1, start, end: start + marked.length }
  return renderDiagnostic({ code: 'unknown-key', severity: 'error', message: 'x', at }, text, {
    paint: (_ink, part) => part,
    columns,
  }).split('\n')
}
