/** Lets one piece of work in at a time, in the order of asking. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>

/** A new lane: what is async between BEGIN and COMMIT must not interleave with anything else on the same connection. */
export function makeLane(): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
