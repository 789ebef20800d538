import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import picomatch from 'picomatch'
import { covers } from '../../../packages/plugins/src/file/glob/covers.ts'
import { mayShare } from '../../../packages/plugins/src/file/glob/overlap.ts'
import { escapeGlob, isGlob, unescapeGlob } from '../../../packages/plugins/src/file/glob/syntax.ts'

const matches = (pattern: string, one: string): boolean => picomatch(pattern, { dot: true, posix: true })(one)

describe('covers()', () => {
  for (const { entry, part, is } of [
    { entry: 'src/**/*.ts', part: 'src/a.ts', is: true },
    { entry: 'src/**/*.ts', part: 'src/deep/er/a.ts', is: true },
    { entry: 'src/**/*.ts', part: 'src/.hidden/.a.ts', is: true },
    { entry: 'src/**/*.ts', part: 'src/a.js', is: false },
    { entry: 'src/**/*.ts', part: 'lib/a.ts', is: false },
    { entry: 'src', part: 'src/deep/a.ts', is: true },
    { entry: 'src/', part: 'src/a.ts', is: true },
    { entry: './src', part: 'src/a.ts', is: true },
    { entry: 'src', part: 'src2/a.ts', is: false },
    { entry: '.', part: 'anything/at/all', is: true },
    { entry: '**', part: 'anything/at/all', is: true },
    { entry: 'src/**', part: 'src/**/*.ts', is: true },
    { entry: 'src/**', part: 'src', is: true },
    { entry: 'src/*', part: 'src/**', is: false },
    { entry: 'src/**/*.ts', part: 'src/**', is: false },
    { entry: '**/*.ts', part: 'src/**/*.{ts,js}', is: false },
    { entry: '**/*.{ts,js}', part: 'src/**/*.{ts,js}', is: true },
    { entry: '{a,b}/**', part: 'b/c/*.ts', is: true },
    { entry: 'a?c', part: 'abc', is: true },
    { entry: 'a*c', part: 'a?c', is: true },
    { entry: 'a?c', part: 'a*c', is: false },
    { entry: '[ab].ts', part: 'a.ts', is: true },
    { entry: '[ab].ts', part: 'c.ts', is: false },
    { entry: '[!ab].ts', part: 'c.ts', is: true },
    { entry: '[[:digit:]].ts', part: '7.ts', is: true },
    { entry: 'v{1..3}/*', part: 'v2/a', is: true },
    { entry: 'v{01..10}/*', part: 'v02/a', is: true },
    { entry: '{x}.ts', part: escapeGlob('{x}.ts'), is: true },
    { entry: '!secret', part: 'other', is: false },
    { entry: '**', part: '!secret', is: false },
    { entry: 'app/[id]/page.tsx', part: escapeGlob('app/[id]/page.tsx'), is: true },
    { entry: 'app/**', part: escapeGlob('app/[id]/page.tsx'), is: true },
    { entry: 'app/*/page.tsx', part: escapeGlob('app/(group)/page.tsx'), is: true },
    { entry: 'README.md', part: 'readme.md', is: false },
  ]) {
    test(`covers() says ${is ? 'yes' : 'no'} for "${part}" in "${entry}"`, () => assert.equal(covers(entry, part), is))
  }

  test('covers() says no for braces inside of a thousand others, and ends', () => {
    assert.equal(covers(`${'{'.repeat(5000)}a${',b}'.repeat(5000)}`, 'a'), false)
  })

  test('covers() agrees with picomatch on every path', () => {
    fc.assert(
      fc.property(glob(), path(), (entry, one) => {
        fc.pre(isGlob(entry))
        assert.equal(covers(entry, escapeGlob(one)), matches(entry, one) || entry === one)
      }),
      { numRuns: 20_000 },
    )
  })

  test('covers() never covers a pattern that matches a path which the entry does not match', () => {
    fc.assert(
      fc.property(glob(), glob(), path(), (entry, part, one) => {
        if (covers(entry, part) && isGlob(part) && matches(part, one))
          assert.ok(covers(entry, escapeGlob(one)), `${entry} ⊉ ${part}: ${one}`)
      }),
      { numRuns: 20_000 },
    )
  })

  test('covers() is quick for patterns with many stars', () => {
    const stars = `${'*a'.repeat(60)}/${'**/b/'.repeat(60)}c`
    assert.equal(covers(stars, `${'a'.repeat(300)}/${'b/'.repeat(100)}d`), false)
    assert.equal(covers(stars, `${'*a'.repeat(59)}b/${'**/b/'.repeat(60)}c`), false)
    assert.equal(mayShare(stars, `${'a*'.repeat(60)}b/${'b/**/'.repeat(60)}d`), false)
  })
})

describe('mayShare()', () => {
  for (const { a, b, is } of [
    { a: 'src/a.ts', b: 'src/a.ts', is: true },
    { a: 'src/a.ts', b: 'src/b.ts', is: false },
    { a: 'src', b: 'src/b.ts', is: true },
    { a: 'src/**/*.ts', b: 'src/deep/a.ts', is: true },
    { a: 'src/**/*.ts', b: 'src/deep/a.js', is: false },
    { a: 'src/*.ts', b: 'src/*.test.ts', is: true },
    { a: 'src/a*.ts', b: 'src/b*.ts', is: false },
    { a: 'src/{a,b}/**', b: 'src/{c,d}/**', is: false },
    { a: 'src/{a,b}/**', b: 'src/{b,c}/**', is: true },
    { a: 'a/**/b', b: 'a/b', is: true },
    { a: '**/x', b: '**/y', is: false },
    { a: '.', b: 'anything', is: true },
    { a: 'README.md', b: 'readme.md', is: true },
    { a: '[ab].ts', b: 'c.ts', is: false },
    { a: '[ab].ts', b: '[bc].ts', is: true },
  ]) {
    test(`mayShare() says ${is ? 'yes' : 'no'} for "${a}" and "${b}"`, () => {
      assert.equal(mayShare(a, b), is)
      assert.equal(mayShare(b, a), is)
    })
  }

  test('mayShare() says yes whenever there is a path that both match', () => {
    fc.assert(
      fc.property(glob(), glob(), path(), (a, b, one) => {
        if (matches(a, one) && matches(b, one)) assert.ok(mayShare(a, b), `${a} and ${b} share ${one}`)
      }),
      { numRuns: 20_000 },
    )
  })

  test('mayShare() is exact for paths', () => {
    fc.assert(
      fc.property(path(), path(), (a, b) => {
        assert.equal(mayShare(escapeGlob(a), escapeGlob(b)), a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`))
      }),
    )
  })
})

test('escapeGlob() makes a pattern that only means its path', () => {
  fc.assert(
    fc.property(path(fc.constantFrom(...'ab*?[]{}()!+@.'.split(''))), (one) => {
      assert.equal(isGlob(escapeGlob(one)), false)
      assert.equal(unescapeGlob(escapeGlob(one)), one)
    }),
  )
})

function path(chars: fc.Arbitrary<string> = fc.constantFrom('a', 'b', '.')): fc.Arbitrary<string> {
  const name = fc.string({ unit: chars, minLength: 1, maxLength: 3 }).filter((text) => text !== '.' && text !== '..')
  return fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
}

function glob(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'a.b') },
    { weight: 4, arbitrary: fc.constantFrom('*', '?') },
    { weight: 2, arbitrary: fc.constantFrom('{a,b}', '{a,*b}', '[ab]') },
  )
  const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('').replace(/\*{2,}/g, '*'))
  const segment = fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: fc.constant('**') })
  return fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
}
