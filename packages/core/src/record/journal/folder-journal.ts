import type { AppendFile } from '../file/append-file.ts'
import type { Clock } from '../clock.ts'
import { errorOf } from '../file/error-of.ts'
import { GroupCommit } from './group-commit.ts'
import { type JournalBuffer, journalBuffer } from './journal-buffer.ts'
import type { Journal } from '../run-store.ts'

/** What a journal goes on from. */
export interface JournalStart {
  readonly file: AppendFile
  /** `seq` of the next record */
  readonly next: number
  readonly head: string
  readonly clock: Clock
  /** Throws `stale` once the claim is gone. */
  readonly check: () => void
}

/**
 * Appends records to a file, in the order of the calls, many under one write and one sync. After the sync it looks whether the
 * claim still stands: whoever takes the claim over reads the journal only afterwards, so what was confirmed is seen.
 */
export class FolderJournal implements Journal {
  readonly #file: AppendFile
  readonly #check: () => void
  readonly #waiting: JournalBuffer
  readonly #now: () => string
  readonly #commits = new GroupCommit(() => this.#commit())
  // Records that are added before a commit takes them belong to its batch, which is named by its first record.
  #batch: number
  #timer: NodeJS.Timeout | undefined
  // Closing tells a failure that has reached nobody yet, and no failure twice.
  #told = false
  #untold = false

  constructor({ file, next, head, clock, check }: JournalStart) {
    this.#file = file
    this.#check = check
    this.#waiting = journalBuffer(next, head)
    this.#now = timestamps(clock)
    this.#batch = next
  }

  append(...[events, when]: Parameters<Journal['append']>): Promise<void> {
    try {
      this.#file.assertWhole()
      this.#waiting.add(events, this.#batch, this.#now())
    } catch (error) {
      this.#told = true
      return Promise.reject(errorOf(error))
    }
    if (when === 'durable') return this.#commits.request()
    this.#timer ??= setTimeout(this.#writeSoon, soon)
    return done
  }

  flush(): Promise<void> {
    return this.#commits.request()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const open = !this.#waiting.empty || this.#file.dirty || this.#file.failed
      if (this.#untold || (open && !this.#told && !this.#commits.failed)) await this.#commits.request()
    } finally {
      this.#file.close()
    }
  }

  #commit(): Promise<void> | undefined {
    // What was to be written soon may have failed: then there is nothing left to write, and nothing durable.
    this.#file.assertWhole()
    this.#write()
    this.#batch = this.#waiting.next
    const syncing = this.#file.dirty ? this.#file.sync() : undefined
    if (syncing !== undefined) return syncing.then(this.#check)
    this.#check()
    return undefined
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#waiting.empty) this.#file.write(this.#waiting.take())
  }

  readonly #writeSoon = (): void => {
    this.#timer = undefined
    // A record of the next batch must not be written before this batch is on disk.
    if (this.#commits.busy) return void this.#commits.request().catch(() => void (this.#untold = true))
    try {
      this.#write()
    } catch {
      // The next commit tells it.
    }
  }
}

/** ms */
const soon = 5
const done = Promise.resolve()

/** The time as ISO 8601, made anew only when it has changed. */
function timestamps(clock: Clock): () => string {
  let last = Number.NaN
  let text = ''
  return () => {
    const now = clock.now()
    if (now.getTime() !== last) {
      last = now.getTime()
      text = now.toISOString()
    }
    return text
  }
}
