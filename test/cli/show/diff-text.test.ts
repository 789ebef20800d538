import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileDiff } from '../../../packages/cli/src/preview/file-diff.ts'
import { firstHunks, shortLines } from '../../../packages/cli/src/output/diff-text.ts'

const lines = (from: number, to: number, changed: readonly number[] = []): string =>
  Array.from({ length: to - from }, (_, index) => `line ${index + from}${changed.includes(index + from) ? ' changed' : ''}\n`).join('')

test('fileDiff() gives a unified diff with three lines of context', async () => {
  const { diff, change } = await fileDiff({ kind: 'file', path: 'a.txt', before: lines(0, 20), after: lines(0, 20, [10]) }, true)
  assert.equal(change, 'changed')
  assert.equal(
    diff,
    '--- a/a.txt\n+++ b/a.txt\n@@ -8,7 +8,7 @@\n line 7\n line 8\n line 9\n-line 10\n+line 10 changed\n line 11\n line 12\n line 13\n',
  )
})

for (const [change, detail, expected] of [
  ['created', { before: null, after: 'x\n' }, '--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,1 @@\n+x\n'],
  ['deleted', { before: 'x\n', after: null }, '--- a/a.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n'],
  ['moved', { before: 'x\n', after: 'x\n', movedFrom: 'b.txt' }, undefined],
  ['changed', { before: 'x\n', after: 'y\n', binary: true }, undefined],
] as const)
  test(`fileDiff() tells that a file is ${change}${'binary' in detail ? ', and shows nothing of a binary one' : ''}`, async () => {
    const said = await fileDiff({ kind: 'file', path: 'a.txt', ...detail }, true)
    assert.equal(said.change, change)
    assert.equal(said.diff, expected)
  })

test('fileDiff() only says what happens to a file whose diff is not wanted', async () => {
  const said = await fileDiff({ kind: 'file', path: 'a.txt', before: 'x\n', after: 'y\n' }, false)
  assert.deepEqual(said, { path: 'a.txt', change: 'changed' })
})

test('firstHunks() shares a limit among the files of a step, and counts what is left', async () => {
  const two = (await fileDiff({ kind: 'file', path: 'a', before: lines(0, 60), after: lines(0, 60, [5, 50]) }, true)).diff!
  const { shown, left } = firstHunks([two, two, two], 3)
  assert.deepEqual(
    shown.map((diff) => diff.match(/^@@/gm)?.length ?? 0),
    [2, 1, 0],
  )
  assert.equal(left, 3)
})

test('shortLines() cuts long lines, says how much is left, and leaves the others', () => {
  const diff = `@@ -1,1 +1,1 @@\n-${'a'.repeat(20)}\n+short\n\\ No newline at end of file\n`
  assert.equal(
    shortLines(diff, 10),
    `@@ -1,1 +1… 5 more characters (--full shows all)\n-${'a'.repeat(9)}… 11 more characters (--full shows all)\n+short\n\\ No newli… 17 more characters (--full shows all)\n`,
  )
  assert.equal(shortLines(diff, 100), diff)
})
