import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile, splice } from '@backout/core/load'

interface Case {
  readonly when: string
  readonly yaml: string | Uint8Array
  /** `line:column code` */
  readonly found: readonly string[]
  /** What the fixes make of the text. */
  readonly fixed?: string
}

const cases: readonly Case[] = [
  {
    when: 'SQL in a flow map lacks quotes and holds a comma',
    yaml: 'with: { a: b, sql: select a, b from t }\n',
    found: ['1:20 yaml-flow-text'],
    fixed: 'with: { a: b, sql: "select a, b from t" }\n',
  },
  {
    when: 'SQL in a flow map lacks quotes and holds a list',
    yaml: "with: { sql: select * from t where a in ('x', 'y') }\n",
    found: ['1:14 yaml-flow-text'],
    fixed: "with: { sql: \"select * from t where a in ('x', 'y')\" }\n",
  },
  {
    when: 'SQL in a flow map lacks quotes and holds brackets',
    yaml: 'with: { sql: select a[1], b from t, params: [1] }\n',
    found: ['1:14 yaml-flow-text'],
    fixed: 'with: { sql: "select a[1], b from t", params: [1] }\n',
  },
  {
    when: 'SQL in a flow map over several lines lacks quotes',
    yaml: 'with: {\n  sql: select a, b,\n  x: 1,\n}\n',
    found: ['2:8 yaml-flow-text'],
    fixed: 'with: {\n  sql: "select a, b",\n  x: 1,\n}\n',
  },
  {
    when: 'SQL with double quotes lacks quotes',
    yaml: 'with: { sql: select "a", \'b\' from t }\n',
    found: ['1:14 yaml-flow-text'],
    fixed: "with: { sql: 'select \"a\", ''b'' from t' }\n",
  },
  {
    when: 'an item of a list inside of a flow map lacks quotes, and the map goes on behind the list',
    yaml: 'roles: { dba: [@alice], owner: [bob] }\nb: { paths: [*.ts], find: x }\n',
    found: ['1:16 yaml-reserved', '2:14 yaml-alias'],
    fixed: 'roles: { dba: ["@alice"], owner: [bob] }\nb: { paths: ["*.ts"], find: x }\n',
  },
  {
    when: 'SQL in a flow map goes on in the next line, so that no quotes on one line would mend it',
    yaml: 'with: { a: 1,\n        sql: select a, b\n             from t }\n',
    found: ['2:24 yaml-flow-text'],
    fixed: 'with: { a: 1,\n        sql: select a, b\n             from t }\n',
  },
  {
    when: 'a number in a flow map holds a comma, which is no text with the next key in it',
    yaml: 'a: { type: integer, default: 1,000, b: 2 }\n',
    found: ['1:32 yaml-flow-text'],
    fixed: 'a: { type: integer, default: 1,000, b: 2 }\n',
  },
  {
    when: 'a space is missing behind a colon of a flow map',
    yaml: 'with: {a:1, b: 2}\n',
    found: ['1:8 yaml-flow-text'],
    fixed: 'with: {a:1, b: 2}\n',
  },
  { when: 'a key in a flow map has no value', yaml: 'with: { a: 1, b }\n', found: ['1:15 yaml-flow-text'] },
  {
    when: 'a condition begins with !',
    yaml: 'if: !has(inputs.dry) # why\n',
    found: ['1:5 yaml-tag'],
    fixed: 'if: "!has(inputs.dry)" # why\n',
  },
  {
    when: 'a condition begins with ! and a space, which YAML would drop without a word',
    yaml: 'if: ! inputs.dry\n',
    found: ['1:5 yaml-tag'],
    fixed: 'if: "! inputs.dry"\n',
  },
  {
    when: 'a condition in a flow map begins with !',
    yaml: 'a: { if: !x, assert: !y }\n',
    found: ['1:10 yaml-tag', '1:22 yaml-tag'],
    fixed: 'a: { if: "!x", assert: "!y" }\n',
  },
  {
    when: 'text follows a quoted text',
    yaml: "if: 'a' == environment\n",
    found: ['1:5 yaml-quoted-text'],
    fixed: 'if: "\'a\' == environment"\n',
  },
  {
    when: 'text follows a text in double quotes',
    yaml: 'if: "a" in inputs.names\n',
    found: ['1:5 yaml-quoted-text'],
    fixed: 'if: \'"a" in inputs.names\'\n',
  },
  { when: 'text follows a list', yaml: 'if: [1, 2].size() == 2\n', found: ['1:5 yaml-quoted-text'], fixed: 'if: "[1, 2].size() == 2"\n' },
  { when: 'text follows a map', yaml: 'if: {}.size() == 0\n', found: ['1:5 yaml-quoted-text'], fixed: 'if: "{}.size() == 0"\n' },
  {
    when: 'an expression in a flow map lacks quotes',
    yaml: 'with: { batch: ${{ inputs.batch }} }\n',
    found: ['1:16 yaml-flow-expression'],
    fixed: 'with: { batch: "${{ inputs.batch }}" }\n',
  },
  {
    when: 'expressions in a flow map lack quotes',
    yaml: 'with: { a: x/${{ b }}/y, c: ${{ d }}, e: 1 }\n',
    found: ['1:12 yaml-flow-expression', '1:29 yaml-flow-expression'],
    fixed: 'with: { a: "x/${{ b }}/y", c: "${{ d }}", e: 1 }\n',
  },
  {
    when: 'expressions in a flow list lack quotes',
    yaml: 'with: [${{ a }}, ${{ b["x"] }}]\n',
    found: ['1:8 yaml-flow-expression', '1:18 yaml-flow-expression'],
    fixed: 'with: ["${{ a }}", \'${{ b["x"] }}\']\n',
  },
  {
    when: 'a conditional expression holds a colon',
    yaml: "assert: a ? 'b' : 'c'\n",
    found: ['1:9 yaml-colon'],
    fixed: "assert: \"a ? 'b' : 'c'\"\n",
  },
  {
    when: 'patterns begin with a star',
    yaml: 'a: **/*.ts\nb: [*.ts, x]\n',
    found: ['1:4 yaml-alias', '2:5 yaml-alias'],
    fixed: 'a: "**/*.ts"\nb: ["*.ts", x]\n',
  },
  { when: 'a value begins with a character that YAML keeps', yaml: 'a: @team\n', found: ['1:4 yaml-reserved'], fixed: 'a: "@team"\n' },
  {
    when: 'several mistakes stand on one line',
    yaml: 'with: { sql: select a, b, batch: ${{ x }} }\nif: !x\n',
    found: ['1:14 yaml-flow-text', '1:34 yaml-flow-expression', '2:5 yaml-tag'],
    fixed: 'with: { sql: "select a, b", batch: "${{ x }}" }\nif: "!x"\n',
  },
  { when: 'lines end with CRLF', yaml: 'a: 1\r\nif: !x\r\n', found: ['2:5 yaml-tag'], fixed: 'a: 1\r\nif: "!x"\r\n' },
  { when: 'keys are there twice', yaml: 'a: 1\nb: { c: 1, c: 2 }\na: 3\n', found: ['2:12 yaml-duplicate-key', '3:1 yaml-duplicate-key'] },
  { when: 'a key is __proto__', yaml: 'a:\n  __proto__: { b: 1 }\n', found: ['2:3 yaml-key'] },
  { when: 'a key is a list', yaml: '? [a]\n: 1\n', found: ['1:3 yaml-key'] },
  {
    when: 'an integer is too large to be exact',
    yaml: 'a: 9007199254740993\nb: -0x20000000000001\nc: 9007199254740991\n',
    found: ['1:4 yaml-number'],
  },
  { when: 'a number is no JSON', yaml: 'a: .inf\nb: .nan\nc: 1e999\n', found: ['1:4 yaml-number', '2:4 yaml-number', '3:4 yaml-number'] },
  { when: 'an alias has no anchor', yaml: 'a: *nothing\n', found: ['1:4 yaml-alias'], fixed: 'a: "*nothing"\n' },
  { when: 'an alias stands inside its anchor', yaml: 'a: &x [*x]\n', found: ['1:8 yaml-alias-cycle'] },
  { when: 'aliases multiply', yaml: bomb(), found: ['5:8 yaml-alias-bomb'] },
  {
    when: 'an escape is half of a character',
    yaml: 'a: "\\uD83D"\n"\\uDE00": 1\nc: "\\uD83D\\uDE00"\n',
    found: ['1:4 yaml-text', '2:1 yaml-text'],
  },
  { when: 'a tag is unknown', yaml: 'a: !!binary abcd\nb: { c: x, d: !!binary abcd }\n', found: ['1:4 yaml-tag', '2:15 yaml-tag'] },
  { when: 'a tag does not fit', yaml: 'a: !!int 1s\n', found: ['1:4 yaml-tag'] },
  { when: 'a tab indents', yaml: 'a:\n\tb: 1\n', found: ['2:1 yaml-tab'] },
  { when: 'tabs indent several lines, the first of which is told', yaml: 'a:\n\t- b: 1\n\t  c: 1\nd: !x\n', found: ['2:1 yaml-tab'] },
  { when: 'a tab indents a line of a flow map', yaml: 'a: { b: 1,\n\tc: 2 }\n', found: ['2:1 yaml-tab'] },
  { when: 'a tab indents a block of text', yaml: 'a:\n  b: |\n\tx\nc: 1\n', found: ['3:1 yaml-tab'] },
  { when: 'a tab indents a key among others', yaml: 'a:\n  - b: 1\n\tuses: 2\n    c: 3\n', found: ['3:1 yaml-tab'] },
  { when: 'it is another version of YAML', yaml: '%YAML 1.1\n---\na: yes\n', found: ['1:1 yaml-version'] },
  { when: 'there are two documents', yaml: 'a: 1\n---\nb: 2\n', found: ['2:1 yaml-multiple-documents'] },
  { when: 'it is empty', yaml: '', found: ['1:1 yaml-empty'] },
  { when: 'there are only comments', yaml: '# later\n---\n', found: ['1:1 yaml-empty'] },
  { when: 'a quote is closed by that of a later line', yaml: 'a: "b\nc: d\ne: "f"\n', found: ['1:4 yaml-quote'] },
  { when: 'a quote is never closed', yaml: "a: 1\nb: 'x\nc: 2\n", found: ['2:4 yaml-quote'] },
  { when: 'a bracket is never closed', yaml: 'a: 1\nneeds: [a, b\nc: 2\n', found: ['2:8 yaml-bracket'] },
  { when: 'a line is indented more than the one above', yaml: 'a:\n  b: 1\n   c: 2\n', found: ['2:6 yaml-syntax'] },
  { when: 'the header of a block has a text behind it', yaml: 'a: |x\n  b\n', found: ['1:5 yaml-syntax'] },
  { when: 'a line is indented wrongly', yaml: 'a:\n  b: 1\n c: 2\n', found: ['3:2 yaml-syntax'] },
  { when: 'an escape is unknown', yaml: 'a: "\\q"\n', found: ['1:5 yaml-escape'] },
  { when: 'lists nest very deeply', yaml: '['.repeat(100_000), found: ['1:101 yaml-depth'] },
  { when: 'maps nest very deeply', yaml: `a: ${'{a: '.repeat(10_000)}`, found: ['1:397 yaml-depth'] },
  { when: 'dashes nest very deeply', yaml: '- '.repeat(10_000), found: ['1:200 yaml-depth'] },
  { when: 'it has more tokens than fit into memory as nodes', yaml: `a: [${'1,'.repeat(600_000)}]`, found: ['1:666667 yaml-size'] },
  { when: 'it is UTF-16', yaml: Uint8Array.of(0xff, 0xfe, 0x61, 0), found: ['1:1 yaml-encoding'] },
  { when: 'it is Latin-1', yaml: Uint8Array.of(0x61, 0x3a, 0x20, 0x0a, 0x62, 0x3a, 0x20, 0xe4), found: ['2:4 yaml-encoding'] },
  { when: 'it holds a zero', yaml: 'a: 1\nb: \0\n', found: ['2:4 yaml-encoding'] },
  { when: 'it holds a control character that is a token of the lexer', yaml: 'a: \u001f1\n', found: ['1:4 yaml-encoding'] },
  { when: 'a carriage return alone ends a line', yaml: 'a: 1 # one\rb: 2\r\n', found: ['1:11 yaml-encoding'] },
  { when: 'it is larger than 16 MiB', yaml: new Uint8Array(16 * 1024 * 1024 + 1), found: ['1:1 yaml-encoding'] },
]

for (const { when, yaml, found, fixed } of cases)
  test(`loadPlanFile() reports ${[...new Set(found.map((one) => one.split(' ')[1]))].join(', ')} when ${when}`, () => {
    const { diagnostics, text } = loadPlanFile({ path: 'plan.yaml', text: yaml })
    assert.deepEqual(
      diagnostics.map(({ at, code }) => `${at!.line}:${at!.column} ${code}`),
      found,
    )
    if (fixed === undefined) return
    const mended = splice(
      text,
      diagnostics.flatMap(({ fix }) => fix?.edits ?? []),
    )
    assert.equal(mended, fixed)
    if (mended === text) return
    assert.deepEqual(loadPlanFile({ path: 'plan.yaml', text: mended }).diagnostics, [])
  })

test('loadPlanFile() gives the value that was meant, beside the mistakes', () => {
  const { value } = loadPlanFile({ path: 'p', text: 'a: { sql: select a, b }\nif: !x\nc: *\n' })
  assert.deepEqual(value, { a: { sql: 'select a, b' }, if: '!x', c: '*' })
})

test('loadPlanFile() gives no value where the file cannot be read', () => {
  assert.equal(loadPlanFile({ path: 'p', text: 'a:\n  b: 1\n c: 2\n' }).value, undefined)
})

function bomb(): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  return names
    .map(
      (name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${names[index - 1]}`)).join(', ')}]\n`,
    )
    .join('')
}

for (const [yaml, suggestion] of [
  ['steps:\n  -id: a\n   uses: b\n', 'A space is missing behind the dash'],
  ['a:1\nb: 2\n', 'A space is missing behind the colon'],
  ['a:\n  - b:1\n    c: 2\n', 'A space is missing behind the colon'],
  ['a: {b:1, c: 2}\n', 'A space is missing behind the colon'],
  ['a: { b: 1, c }\n', 'Give it a value, or put quotes around the text that it is a piece of'],
  ['a:\n  b: 1\n   c: 2\n', 'Look at the indentation: this line begins at column 3, and the one below at column 4'],
  ['a:\n  b: 1\n c: 2\n', 'Look at the indentation: this line begins at column 2, and the one above at column 3'],
  ['a:\n  - b: 1\n  c: 2\n', 'Look at the indentation: this line begins at column 3, and the one above at column 5'],
  ['a: {{ inputs.b }}\n', 'An expression is written ${{ … }}, in quotes inside of a flow map'],
  ['a: 1\nb:\u00a0c\n', 'It holds U+00A0, which only looks like a space: write a space'],
] as const)
  test(`loadPlanFile() says what to do about ${JSON.stringify(yaml)}`, () =>
    assert.deepEqual(
      loadPlanFile({ path: 'p', text: yaml }).diagnostics.map((one) => one.suggestion),
      [suggestion],
    ))

test('loadPlanFile() tells of what is missing at the end of a file that it is there, and not behind it', () => {
  for (const text of ['a: { b: 1', 'a: { b: { c: [1] }', 'a: "b', 'a: [1, 2'])
    for (const { at } of loadPlanFile({ path: 'p', text }).diagnostics) assert.ok(at!.end <= text.length, `${at!.end} in ${text}`)
})
