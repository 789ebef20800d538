import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeValue } from '@backout/core/model'
import { previewText } from '../../../packages/cli/src/output/preview-text.ts'
import { terminalText } from '../../../packages/cli/src/terminal/terminal-text.ts'
import type { PreviewDetail } from '../../../packages/cli/src/shapes/preview.ts'

const plain = (_: unknown, text: string): string => text

const rest = { plan: 'p', environment: 'local', planDigest: 'd', bindingDigest: 'b', wouldFail: false, invariants: [], notLookedUp: [] }

/** What is shown of one step with one change. */
function shown(title: string, ...details: readonly PreviewDetail[]): readonly string[] {
  const step = { id: 'one', uses: 'x/y', list: 'steps', result: 'changes', changes: [{ title, details: [...details] }] } as const
  return previewText({ ...rest, steps: [step] }, false, (_, text) => text).split('\n')
}

const commands: readonly [argv: readonly string[], cwd: string, line: string][] = [
  [['npm', 'run', 'a:b', '--x=1'], '.', '  $ npm run a:b --x=1'],
  [['ls', 'a b', ''], 'sub', "  $ ls 'a b' ''  (in sub)"],
  [['sh', '-c', "rm -r 'x'; echo $HOME"], '.', String.raw`  $ sh -c 'rm -r '\''x'\''; echo $HOME'`],
]
for (const [argv, cwd, line] of commands) {
  test(`a preview shows the command ${JSON.stringify(argv)} as one would type it`, () =>
    assert.ok(shown('t', { kind: 'command', argv: [...argv], cwd }).includes(line)))
}

test('a preview shows what the environment of a command is set to', () =>
  assert.ok(
    shown('t', { kind: 'command', argv: ['npm', 'test'], cwd: '.', env: { CI: '1', NODE_OPTIONS: '--import ./a.js' } }).includes(
      "  $ CI=1 NODE_OPTIONS='--import ./a.js' npm test",
    ),
  ))

const odd = 'a\n  would change  nothing'
const details: readonly PreviewDetail[] = [
  { kind: 'file', path: odd, change: 'moved', movedFrom: odd },
  { kind: 'file', path: odd, change: 'created', binary: true },
  { kind: 'note', text: `${odd}: directory, deleted` },
  { kind: 'command', argv: ['sh', '-c', odd], cwd: odd, env: { [odd]: odd } },
]
const coloured = '\u001b[31ma\u001b[39m\r\nb'
for (const detail of [
  { kind: 'file', path: 'a', change: 'changed', diff: `--- a/a\n+++ b/a\n@@ -1 +1 @@\n-${coloured}\n+\u001b[2mb\n` },
  { kind: 'statement', resource: 'databases.a', sql: coloured, text: coloured },
  { kind: 'request', method: 'PUT', url: 'http://a', body: coloured },
  { kind: 'command', argv: ['sh', '-c', coloured], env: { [coloured]: coloured } },
  { kind: 'note', text: coloured },
] satisfies readonly PreviewDetail[]) {
  test(`Law: a preview of a ${detail.kind} has no colours but ours`, () => {
    const told = terminalText(shown(coloured, detail).join('\n'))
    assert.ok(told.includes('\ufffd[31ma'))
    assert.doesNotMatch(told, /[\u001b\r]/)
  })
}

for (const detail of details) {
  test(`a preview of a ${detail.kind} keeps a name with a line feed on one line of ours`, () =>
    assert.deepEqual(
      shown(odd, detail)
        .filter((line) => line.startsWith('  would change  '))
        .map((line) => line.includes('one  x/y')),
      [true],
    ))
}

test('a preview shows the parameters of a statement as one would say them', () => {
  const params = [1, -1.5, 'a\n"b"', null, true, 2n ** 63n - 1n, -0, Uint8Array.of(0, 255), new Uint8Array(40), [1n, { $int: 'x' }]]
  const lines = shown('t', {
    kind: 'statement',
    resource: 'databases.app',
    sql: 'select 1',
    params: params.map((each) => encodeValue(each)),
  })
  const values = String.raw`1, -1.5, "a\n\"b\"", null, true, 9223372036854775807, -0, x'00ff', x'${'00'.repeat(32)}…' (40 bytes), [1, {"$int": "x"}]`
  assert.ok(lines.includes(`    with ${values}`), lines.join('\n'))
})

test('a preview shows what to do about an error', () => {
  const step = {
    id: 'one',
    uses: 'x/y',
    list: 'steps',
    result: 'error',
    why: 'Cannot copy',
    hint: 'Do this\nor that',
    changes: [],
  } as const
  const text = previewText({ ...rest, wouldFail: true, steps: [step] }, false, (_, shown) => shown)
  assert.ok(text.includes('\none  x/y\n  → Do this\n  → or that\n'), text)
})

test('a preview of a step that changes many files names the first of them, and says how many more there are', () => {
  const files = Array.from({ length: 25 }, (_, index): PreviewDetail => {
    const path = `${index}.ts`
    return { kind: 'file', path, change: 'changed', diff: `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,1 @@\n-a\n+b\n` }
  })
  const lines = shown('25 files', ...files)
  assert.equal(lines.filter((line) => line.startsWith('@@')).length, 3)
  assert.deepEqual(lines.slice(-2), ['  changed 19.ts', '  … 17 more hunks, 5 more files (--full shows all)'])
})

test('a preview says once why something was not looked up', () => {
  const reason = 'db.example.com is not on this machine'
  const why = `databases.crm was not looked up: ${reason}`
  const steps = ['one', 'two'].map((id) => ({ id, uses: 'x/y', list: 'steps', result: 'unknown', why, changes: [] }) as const)
  const text = previewText({ ...rest, steps, notLookedUp: [{ resource: 'databases.crm', why: reason }] }, false, (_, part) => part)
  assert.deepEqual(text.split('\n').slice(2), [
    '  unknown  one  x/y  databases.crm was not looked up',
    '  unknown  two  x/y  databases.crm was not looked up',
    '',
    `Not looked up databases.crm: ${reason}`,
    '',
    '? Not known before it runs: one, two',
  ])
})

test('a preview says how often an invariant is asked, and what it asserts', () => {
  const one = { id: 'alive', uses: 'http/request', every: 10_000 }
  const text = previewText(
    { ...rest, steps: [], invariants: [one, { ...one, id: 'calm', assert: 'outputs.value < 1', every: 1500 }] },
    false,
    plain,
  )
  assert.match(text, /^ {2}sampled {2}alive {2}http\/request {2}every 10s while the steps run$/m)
  assert.match(text, /^ {2}sampled {2}calm {3}http\/request {2}every 1500ms while the steps run: outputs\.value < 1$/m)
})

test('a preview says how many rows a statement would change, where that is known', () => {
  const facts = (rows?: number): string | undefined =>
    shown('t', { kind: 'statement', resource: 'databases.app', sql: 'x', ...(rows !== undefined && { rows }) }).find((line) =>
      line.includes('--'),
    )
  assert.deepEqual(
    [undefined, 0, 1, 2].map((rows) => facts(rows)),
    ['    -- databases.app', '    -- databases.app, 0 rows', '    -- databases.app, 1 row', '    -- databases.app, 2 rows'],
  )
})

test('a preview shows the headers and the body of a request', () => {
  const lines = shown('t', { kind: 'request', method: 'PUT', url: 'http://a/b', headers: { 'x-a': '1' }, body: '{"c":2}' })
  const at = lines.indexOf('  PUT http://a/b')
  assert.deepEqual(lines.slice(at, at + 4), ['  PUT http://a/b', '  x-a: 1', '', '  {"c":2}'])
})

test('a preview counts the units of a step that has several, and what it leaves out', () => {
  const statement = (at: number): PreviewDetail => ({ kind: 'statement', resource: 'databases.app', sql: `select ${at}` })
  const changes = Array.from({ length: 40 }, (_, at) => ({ title: `t${at}`, details: [statement(at)] }))
  const step = { id: 'one', uses: 'x/y', list: 'steps', result: 'changes', changes, guarantee: 'idempotent', undo: 'derived' } as const
  const [short, full] = [false, true].map((whole) => previewText({ ...rest, steps: [step] }, whole, plain))
  assert.match(short!, /^ {2}would change {2}one {2}x\/y {2}40 units; idempotent; undo derived$/m)
  const told = short!.match(/select \d+/g)!.length
  assert.match(short!, new RegExp(`^ {2}… ${40 - told} more \\(--full shows all\\)$`, 'm'))
  assert.equal(full!.match(/select \d+/g)!.length, 40)
  assert.doesNotMatch(full!, /more \(--full/)
})
