import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { builtins } from '@backout/plugins'
import { matchesWildcard } from '../../packages/plugins/src/wildcard.ts'

const [http] = builtins.flatMap(({ drivers }) => drivers.filter(({ kind }) => kind === 'http'))

test('matchesWildcard() says what a regular expression says', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$'), maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', '*'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, (entry, part) => {
      const source = entry.split('*').map((piece) => piece.replaceAll(/[.$]/g, '\\$&'))
      assert.equal(matchesWildcard(entry, part), new RegExp(`^${source.join('.*')}$`, 's').test(part))
    }),
    { numRuns: 2000 },
  )
})

test('** in the path of a scope stands for any segments', () => {
  const segment = fc.constantFrom('a', 'b')
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '**'), { maxLength: 6 }), fc.array(segment, { maxLength: 6 }), (entry, path) => {
      const source = entry.map((each) => (each === '**' ? '(?:/[ab])*' : `/${each}`)).join('')
      const covered = new RegExp(`^${source}$`).test(path.map((each) => `/${each}`).join(''))
      if (entry.length > 0 && path.length > 0) assert.equal(http!.covers(`GET /${entry.join('/')}`, `GET /${path.join('/')}`), covered)
    }),
    { numRuns: 2000 },
  )
})

test('no entry of a scope takes long, whatever a plan asks for', () => {
  const stars = '*a'.repeat(200)
  assert.equal(matchesWildcard(`${stars}b`, 'a'.repeat(10_000)), false)
  assert.equal(http!.covers(`GET /${'**/a/'.repeat(50)}b`, `GET /${'a/'.repeat(2000)}c`), false)
})
