import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table } from '../../../packages/cli/src/output/table.ts'

for (const [what, cell, width] of [
  ['letters', 'abc', 3],
  ['colours', '\u001b[31mabc\u001b[39m', 3],
  ['characters of two columns', '日本', 4],
  ['pictures', '✅🚀', 4],
  ['a mark upon a letter', 'e\u0301a', 2],
  ['a line break', 'a\n b', 3],
] as const)
  test(`table() stands what follows ${what} under each other`, () =>
    assert.equal(
      table([
        [cell, 'x'],
        ['123456', 'y'],
      ]).split('\n')[0],
      `${cell.replace(/\n\s*/, ' ')}${' '.repeat(6 - width)}  x`,
    ))

test('table() ends no line with blanks', () => assert.equal(table([['a', 'long'], ['b']]), 'a  long\nb'))
