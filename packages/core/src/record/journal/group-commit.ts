import { errorOf } from '../file/error-of.ts'

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
export function groupCommit(commit: Commit, schedule: (run: () => void) => void = setImmediate): GroupCommit {
  return new SharedCommit(commit, schedule)
}

type Commit = () => Promise<void> | undefined

class SharedCommit implements GroupCommit {
  readonly #commit: Commit
  readonly #schedule: (run: () => void) => void
  #waiting: PromiseWithResolvers<void> | undefined
  #broken: { readonly error: Error } | undefined
  #busy = false

  constructor(commit: Commit, schedule: (run: () => void) => void) {
    this.#commit = commit
    this.#schedule = schedule
  }

  get busy(): boolean {
    return this.#busy
  }

  get failed(): boolean {
    return this.#broken !== undefined
  }

  request(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken.error)
    if (this.#waiting === undefined) {
      this.#waiting = Promise.withResolvers()
      if (!this.#busy) this.#schedule(this.#run)
    }
    return this.#waiting.promise
  }

  readonly #run = (): void => {
    const group = this.#waiting!
    this.#waiting = undefined
    this.#busy = true
    try {
      const pending = this.#commit()
      if (pending === undefined) return this.#settle(group)
      pending.then(
        () => this.#settle(group),
        (error: unknown) => this.#fail(group, error),
      )
    } catch (error) {
      this.#fail(group, error)
    }
  }

  #settle(group: PromiseWithResolvers<void>): void {
    this.#busy = false
    group.resolve()
    if (this.#waiting) this.#schedule(this.#run)
  }

  #fail(group: PromiseWithResolvers<void>, error: unknown): void {
    this.#busy = false
    this.#broken = { error: errorOf(error) }
    group.reject(error)
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
