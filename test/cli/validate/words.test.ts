import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closest } from '@backout/core/model'
import { commandFirst } from '../../../packages/cli/src/command-line/command-first.ts'
import { commandNames } from '../../../packages/cli/src/command-line/command-names.ts'
import { withOptionalValue } from '../../../packages/cli/src/command-line/optional-value.ts'
import { unknownWord } from '../../../packages/cli/src/command-line/unknown-word.ts'
import { commandForWord, otherWords } from '../../../packages/cli/src/command-line/words.ts'

for (const [word, command] of [
  ['apply', 'run'],
  ['up', 'run'],
  ['migrate', 'run'],
  ['down', 'rollback'],
  ['undo', 'rollback'],
  ['approve', 'sign'],
  ['info', 'status'],
  ['dry-run', 'preview'],
  ['diff', 'preview'],
  ['lint', 'validate'],
  ['check', 'validate'],
  ['update', 'run'],
  ['backout', 'rollback'],
  ['cancel', 'rollback'],
  ['reject', 'sign --decision reject'],
  ['logs', 'status'],
  ['force', 'resolve'],
  ['graph', 'show'],
  ['usage', 'help'],
  ['completion', 'autocomplete'],
  ['stamp', 'baseline'],
  ['runs', 'status'],
  ['rerun', 'run'],
  ['remove', 'rollback'],
  ['migrate:rollback', 'rollback'],
  ['make:migration', 'init'],
  ['rollback:all', 'rollback'],
] as const)
  test(`unknownWord() suggests ${command} for ${word}, which other tools have`, () => {
    const error = unknownWord([word, 'my plan', '--env', 'staging'])
    assert.equal(error?.code, 'invalid')
    assert.equal(error?.hint, `Did you mean: plan ${command} 'my plan' --env staging`)
  })

test('commandForWord() only leads to commands that exist', () => {
  for (const word of otherWords) assert.ok([...commandNames, 'help', 'autocomplete'].includes(commandForWord(word)!.split(' ')[0]!), word)
})

test('commandForWord() knows none of our own commands as a word of others', () => {
  for (const name of commandNames) assert.equal(commandForWord(name), undefined, name)
})

for (const [typed, meant] of [
  ['aply', 'run'],
  ['valdate', 'validate'],
  ['stauts', 'status'],
  ['preveiw', 'preview'],
  ['rn', 'run'],
  ['run:x', 'run'],
  ['status:', 'status'],
] as const)
  test(`unknownWord() takes ${typed} for ${meant}`, () => assert.equal(unknownWord([typed])?.hint, `Did you mean: plan ${meant}`))

test('unknownWord() knows the words of others behind help as well', () =>
  assert.equal(unknownWord(['help', 'undo'])?.hint, 'Did you mean: plan help rollback'))

for (const [argv, hint] of [
  [['--env', 'x', 'run', 'a b'], "Did you mean: plan run --env x 'a b'"],
  [['--nope'], 'See all commands with: plan help'],
  [['plan', 'run', 'x'], 'Did you mean: plan run x'],
  [['version'], 'Did you mean: plan --version'],
] as const)
  test(`unknownWord() says of ${argv.join(' ')}: ${hint}`, () => {
    const error = unknownWord(argv)
    assert.deepEqual([error?.code, error?.hint], ['invalid', hint])
  })

for (const argv of [['--help'], ['-h'], ['--version'], ['-v'], ['-V'], ['help', '--json'], []])
  test(`unknownWord() leaves "${argv.join(' ')}" alone`, () => assert.equal(unknownWord(argv), undefined))

for (const [argv, expected] of [
  [
    ['--json', 'status'],
    ['status', '--json'],
  ],
  [
    ['--root', 'd', '--json', 'run', 'a', '--', 'b'],
    ['run', '--root', 'd', '--json', 'a', '--', 'b'],
  ],
  [
    ['--root=d', 'status'],
    ['status', '--root=d'],
  ],
  [
    ['--root', 'd'],
    ['--root', 'd'],
  ],
  [
    ['status', '--json'],
    ['status', '--json'],
  ],
  [[], []],
] as const)
  test(`commandFirst() makes of "${argv.join(' ')}": "${expected.join(' ')}"`, () => assert.deepEqual(commandFirst(argv), expected))

test('unknownWord() points to the list of commands when nothing is near', () =>
  assert.equal(unknownWord(['zzzzzz'])?.hint, 'See all commands with: plan help'))

for (const [word, candidates, nearest] of [
  ['add-custmers', ['add-customers', 'drop-customers'], 'add-customers'],
  ['split', ['split-customer-name', 'add-index'], 'split-customer-name'],
  ['ab', ['ba'], 'ba'],
  ['entirely-different', ['add-index'], undefined],
  ['x', [], undefined],
  ['x', ['n', 'X'], 'X'],
  ['x', ['n'], undefined],
  ['notMatches', ['matches', 'paths'], undefined],
  ['exists', ['notExists'], undefined],
  ['lock', ['unlock', 'look'], 'look'],
] as const)
  test(`closest() to ${word} among ${candidates.join(', ') || 'nothing'} is ${nearest ?? 'nothing'}`, () =>
    assert.equal(closest(word, candidates), nearest))

for (const [when, argv, expected] of [
  ['it stands alone', ['p', '--commit'], ['p', '--commit=HEAD']],
  ['only the plan follows', ['--commit', 'p'], ['--commit=HEAD', 'p']],
  ['a branch follows the plan', ['p', '--commit', 'b'], ['p', '--commit=b']],
  ['a branch comes before the plan', ['--commit', 'b', 'p'], ['--commit=b', 'p']],
  ['another flag follows', ['p', '--commit', '--yes'], ['p', '--commit=HEAD', '--yes']],
  ['the other word is the value of a flag', ['--env', 'e', '--commit', 'p'], ['--env', 'e', '--commit=HEAD', 'p']],
  ['it has its value already', ['p', '--commit=b'], ['p', '--commit=b']],
  ['it comes after --', ['p', '--', '--commit'], ['p', '--', '--commit']],
  ['it is not there', ['p'], ['p']],
] as const)
  test(`withOptionalValue() reads --commit right when ${when}`, () =>
    assert.deepEqual(withOptionalValue(argv, '--commit', 'HEAD', new Set(['--env'])), expected))
