import { errorOf } from '../file/error-of.ts'

/**
 * Lets many callers share one commit: runs it for all that asked before it began; who asks meanwhile shares the next one. A commit starts at the end of the
 * current turn of the event loop, so that everybody whom the last commit released can join.
 */
export class GroupCommit {
  readonly #commit: () => Promise<void> | undefined
  #waiting: PromiseWithResolvers<void> | undefined
  #broken: { readonly error: Error } | undefined
  #busy = false

  /** `commit` gives a promise, or undefined where it is done already. */
  constructor(commit: () => Promise<void> | undefined) {
    this.#commit = commit
  }

  /** Whether a commit is under way. */
  get busy(): boolean {
    return this.#busy
  }

  /** Whether a commit has failed. */
  get failed(): boolean {
    return this.#broken !== undefined
  }

  /** Resolves once a commit that began after this call has ended; rejects with what it threw, as does every later call. */
  request(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken.error)
    if (this.#waiting === undefined) {
      this.#waiting = Promise.withResolvers()
      if (!this.#busy) setImmediate(this.#run)
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
    if (this.#waiting) setImmediate(this.#run)
  }

  #fail(group: PromiseWithResolvers<void>, error: unknown): void {
    this.#busy = false
    this.#broken = { error: errorOf(error) }
    group.reject(error)
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
