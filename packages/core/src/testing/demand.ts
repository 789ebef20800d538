import assert, { AssertionError } from 'node:assert/strict'
import { messageOf, PlanError } from '../model/index.ts'

/** Fails with what an author should do about it, unless it holds. */
export function demand(holds: boolean, advice: string): asserts holds {
  if (!holds) throw new AssertionError({ message: advice })
}

/** Fails with advice, and with what differs, unless both values are the same. */
export function demandSame(actual: unknown, expected: unknown, advice: string): void {
  try {
    assert.deepEqual(actual, expected)
  } catch (cause) {
    throw new AssertionError({ message: `${advice}\n${messageOf(cause)}`, actual, expected })
  }
}

/** Fails with advice unless the work is refused with one of these codes. */
export async function demandRefusal(work: () => Promise<unknown>, codes: readonly string[], advice: string): Promise<void> {
  const found = await work().then(
    () => 'nothing',
    (error: unknown) => (error instanceof PlanError ? error.code : `an error without code (${messageOf(error)})`),
  )
  const wanted = codes.map((code) => `"${code}"`).join(' or ')
  demand(codes.includes(found), `${advice}: expected a PlanError with code ${wanted}, got ${found === 'nothing' ? found : `"${found}"`}`)
}

/** Waits for work that was told to stop. Fails with advice where it goes on for more than `patience` ms. */
export async function endsWithin<T>(work: Promise<T>, patience: number, advice: string): Promise<PromiseSettledResult<T>> {
  const { promise, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), patience)
  const settled = Promise.allSettled([work]).then(([only]) => only)
  const ended = await Promise.race([settled, promise])
  clearTimeout(timer)
  demand(ended !== 'late', advice)
  return ended
}

/** Fails unless a revert says that it reverted. */
export function demandReverted(ended: 'reverted' | { readonly conflict: string }, when: string): void {
  demand(
    ended === 'reverted',
    `${when} is said to be a conflict (${ended === 'reverted' ? '' : ended.conflict}), and nobody touched anything: accept both the state before the unit and the one after it`,
  )
}
