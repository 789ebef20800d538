import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JournalRecord } from '@backout/core/model'
import { code, reportMarkdown, reportText, runReport, text } from '@backout/core/report'
import { printable, printableJson } from '@backout/core/report/printable'
import { bound, recordsOf, story } from './support.ts'

/** The same with every text of it, but those that the report is read by, ending in `more`. */
function everywhere<T>(value: T, more: string, path: readonly string[] = []): T {
  if (typeof value === 'string') return (kept.has(path.at(-1) ?? '') ? value : value + more) as T & string
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => everywhere<unknown>(each, more, path)) as T & readonly unknown[]
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, everywhere<unknown>(each, more, [...path, name])])) as T &
    object
}
const kept = new Set(['kind', 'step', 'at', 'id', 'direction', 'as', 'when', 'ending', 'effect', 'list', 'resource'])

const hostileReport = (more: string) => runReport(everywhere(bound, more), everywhere<readonly JournalRecord[]>(recordsOf(story), more))

const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/

test('Law: nothing that a plan or its outputs hold steers the terminal, or adds a line to a report', () => {
  const lines = (of: string): number => of.split('\n').length
  const plain = hostileReport('x')
  const anything = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'\u001b\u009b\u0007\r\n\v\u0085\u200b\u2028\u202e\u2066\ufeff|`<>#-*[](){}$\\&'.split('')),
      fc.string({ minLength: 1, maxLength: 2 }),
    ),
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(anything, (more) => {
      const hostile = hostileReport(`x${more}x`)
      for (const render of [reportText, reportMarkdown]) {
        const told = render(hostile)
        assert.doesNotMatch(told, steering)
        assert.equal(lines(told), lines(render(plain)))
      }
    }),
  )
})

for (const { what, value, gives } of [
  { what: 'a joiner of nothing', value: 'ad\u200bm\u200di\u00adn\ufeff', gives: 'ad�m�i�n�' },
  { what: 'a mark behind a letter', value: 'a\ufe0f 1\ufe0f', gives: 'a� 1�' },
  { what: 'what is written in tags', value: 'a\u{e0062}\u{e0063}', gives: 'a��' },
  { what: 'blanks of no width', value: '\u3164\u115f', gives: '��' },
  { what: 'emojis', value: '⚠️ 1️⃣ 👩‍🚒 🏳️‍🌈', gives: '⚠️ 1️⃣ 👩‍🚒 🏳️‍🌈' },
  { what: 'letters that are joined, or not', value: 'می‌خواهم', gives: 'می‌خواهم' },
]) {
  test(`printable() shows ${what}, or leaves it where it shapes a sign`, () => assert.equal(printable(value), gives))
  test(`printableJson() of ${what} says the same`, () => {
    const json = printableJson(JSON.stringify(value))
    assert.equal(JSON.parse(json), value)
    assert.equal(json.includes('\\u'), value !== gives)
  })
}

for (const { what, value, gives } of [
  { what: 'a pipe', value: 'a | b', gives: String.raw`a \| b` },
  { what: 'HTML', value: '<img src=x onerror=alert(1)>&amp;', gives: '&lt;img src=x onerror=alert(1)&gt;&amp;amp;' },
  { what: 'a link', value: '[a](javascript:b) ![c](d)', gives: String.raw`\[a\](javascript:b) !\[c\](d)` },
  { what: 'code', value: '`a` ``b', gives: String.raw`\`a\` \`\`b` },
  { what: 'emphasis', value: '*a* _b_ ~c~', gives: String.raw`\*a\* \_b\_ \~c\~` },
  { what: 'mathematics', value: '$a$', gives: String.raw`\$a\$` },
  { what: 'an escape of its own', value: String.raw`\| \\`, gives: String.raw`\\\| \\\\` },
  { what: 'a heading', value: '# a', gives: String.raw`\# a` },
  { what: 'a list', value: '- a', gives: String.raw`\- a` },
  { what: 'a task', value: '+ [ ] a', gives: String.raw`\+ \[ \] a` },
  { what: 'a number of a list', value: '12. a', gives: String.raw`12\. a` },
  { what: 'a line under a heading', value: '===', gives: String.raw`\===` },
  { what: 'a rule', value: '---', gives: String.raw`\---` },
  { what: 'a quote', value: '> a', gives: '&gt; a' },
  { what: 'line breaks of all kinds', value: 'a\nb\r\nc\rd\u2028e\n\n# f', gives: String.raw`a b c d e \# f` },
  { what: 'a colour', value: '\u001b[31ma\u009b0m', gives: String.raw`�\[31ma�0m` },
  { what: 'a call to somebody', value: '@ann, (.@ann) ann@example.com', gives: '@&#8203;ann, (.@&#8203;ann) ann@example.com' },
  {
    what: 'the number of an issue',
    value: 'fixes #12, closes a/b#3, resolves gh-4, #a, &#35;5',
    gives: String.raw`fixes \#&#8203;12, closes a/b\#&#8203;3, resolves gh-&#8203;4, \#a, &amp;\#&#8203;35;5`,
  },
  { what: 'blanks around it', value: '    a  ', gives: 'a' },
  { what: 'a version', value: '1.0.0 -3 ==', gives: '1.0.0 -3 ==' },
]) {
  test(`text() keeps ${what} text`, () => assert.equal(text(value), gives))
}

for (const { what, value, gives } of [
  { what: 'nothing', value: '', gives: '' },
  { what: 'backticks', value: 'a ``b`` `c', gives: '``` a ``b`` `c ```' },
  { what: 'a pipe', value: 'a|b', gives: '`a\\|b`' },
  { what: 'a pipe behind a backslash', value: String.raw`a\|b`, gives: String.raw`<code>a\\\|b</code>` },
  { what: 'a line break', value: 'a\n\n# b', gives: '`a # b`' },
  { what: 'HTML', value: '<b>', gives: '`<b>`' },
]) {
  test(`code() keeps ${what} code`, () => assert.equal(code(value), gives))

  test('code() keeps any number of backticks code', () => {
    const value = '`a'.repeat(200_000)
    assert.equal(code(value), `\`\` ${value} \`\``)
  })
}
