import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { builtins } from '@backout/plugins'

const words = fc.constantFrom('a', 'A', 'b', 'ä', 'a.b', '"A"', '*', '**', 'a*', '{a,b}', '{a/b,b}', '[ab]', '\\[a\\]', '!a', '.', '')
const part = fc
  .array(words, { minLength: 1, maxLength: 4 })
  .chain((some) => fc.constantFrom('/', '.', ' ').map((between) => some.join(between)))
const segments = fc.constantFrom('a', 'b', 'a*', '*', '**', '{id}', ':id', 'a%2Fb', '%2A', '')
const request = fc
  .array(segments, { minLength: 1, maxLength: 4 })
  .chain((some) => fc.constantFrom('PUT', '*').map((method) => `${method} /${some.join('/')}`))

/** As in `place-index.ts`. */
function isAmong(some: readonly string[], others: readonly string[]): boolean {
  return some.length === 0 || others.includes(some.at(-1)!)
}

for (const driver of builtins.flatMap(({ drivers }) => drivers).filter(({ places }) => places !== undefined)) {
  const each = driver.family === 'services' ? request : part
  test(`parts that overlap for driver "${driver.kind}" lie in one place`, () => {
    fc.assert(
      fc.property(each, each, (a, b) => {
        const touch = (one: string) => ({ resource: 'any', part: one, access: 'write' }) as const
        fc.pre(driver.overlaps(touch(a), touch(b)))
        const [some, others] = [driver.places!(a), driver.places!(b)]
        assert.ok(isAmong(some, others) || isAmong(others, some), `${JSON.stringify(some)} and ${JSON.stringify(others)}`)
      }),
      { numRuns: 2000 },
    )
  })
}
