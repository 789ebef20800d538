import { errorOf } from './durable-file.ts'

/** Lets many callers share one commit. */
export interface GroupCommit {
  /** Resolves once a commit that began after this call has ended; rejects with what it threw, as does every later call. */
  request(): Promise<void>
  /** Whether a commit is under way. */
  readonly busy: boolean
  /** Whether a commit has failed. */
  readonly failed: boolean
}

/**
 * Runs `commit` for all that asked before it began; who asks meanwhile shares the next one. A commit starts at the end of the
 * current turn of the event loop, so that everybody whom the last commit released can join. `commit` gives a promise, or
 * undefined where it is done already.
 */
export function groupCommit(commit: () => Promise<void> | undefined, schedule: (run: () => void) => void = setImmediate): GroupCommit {
  let waiting: PromiseWithResolvers<void> | undefined
  let busy = false
  let broken: { readonly error: Error } | undefined

  const settle = (group: PromiseWithResolvers<void>): void => {
    busy = false
    group.resolve()
    if (waiting) schedule(run)
  }
  const fail = (group: PromiseWithResolvers<void>, error: unknown): void => {
    busy = false
    broken = { error: errorOf(error) }
    group.reject(error)
    waiting?.reject(error)
    waiting = undefined
  }
  const run = (): void => {
    const group = waiting!
    waiting = undefined
    busy = true
    try {
      const pending = commit()
      if (pending === undefined) settle(group)
      else
        pending.then(
          () => settle(group),
          (error: unknown) => fail(group, error),
        )
    } catch (error) {
      fail(group, error)
    }
  }

  return {
    request() {
      if (broken) return Promise.reject(broken.error)
      if (waiting === undefined) {
        waiting = Promise.withResolvers()
        if (!busy) schedule(run)
      }
      return waiting.promise
    },
    get busy() {
      return busy
    },
    get failed() {
      return broken !== undefined
    },
  }
}
