import assert from 'node:assert/strict'
import { constants } from 'node:os'
import { test } from 'node:test'
import { messageOf, PlanError, systemCodeOf } from '@backout/core/plugin'

const { EDQUOT, ESTALE } = constants.errno

/** An error as Node.js makes it where libuv has no name for the number. */
const nameless = (errno: number): Error => {
  const code = `Unknown system error -${errno}`
  return Object.assign(new Error(`${code}: ${code}, rename 'a' -> 'b'`), { errno: -errno, code })
}

const cases = [
  { error: nameless(EDQUOT), code: 'EDQUOT', message: "EDQUOT: disk quota exceeded, rename 'a' -> 'b'" },
  { error: nameless(ESTALE), code: 'ESTALE', message: "ESTALE: stale file handle, rename 'a' -> 'b'" },
  {
    error: nameless(9999),
    code: 'Unknown system error -9999',
    message: "Unknown system error -9999: Unknown system error -9999, rename 'a' -> 'b'",
  },
]
for (const { error, code, message } of cases) {
  test(`systemCodeOf() and messageOf() say ${code} of an error that Node.js calls ${String(error.message.split(':', 1)[0])}`, () => {
    assert.equal(systemCodeOf(error), code)
    assert.equal(messageOf(new PlanError('failed', 'Cannot write "a"', { cause: error })), `Cannot write "a": ${message}`)
  })
}
