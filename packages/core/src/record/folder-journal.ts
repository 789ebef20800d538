import type { AppendFile } from './append-file.ts'
import type { Clock } from './clock.ts'
import { errorOf } from './durable-file.ts'
import { groupCommit } from './group-commit.ts'
import { journalBuffer } from './journal-buffer.ts'
import type { Journal } from './run-store.ts'

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
export function folderJournal({ file, next, head, clock, check }: JournalStart): Journal {
  const waiting = journalBuffer(next, head)
  const now = timestamps(clock)
  // Records that are added before a commit takes them belong to its batch, which is named by its first record.
  let batch = next
  let timer: NodeJS.Timeout | undefined
  // Closing tells a failure that has reached nobody yet, and no failure twice.
  let told = false
  let untold = false

  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (!waiting.empty) file.write(waiting.take())
  }
  const commits = groupCommit(() => {
    // What was to be written soon may have failed: then there is nothing left to write, and nothing durable.
    file.assertWhole()
    write()
    batch = waiting.next
    const syncing = file.dirty ? file.sync() : undefined
    if (syncing !== undefined) return syncing.then(check)
    check()
    return undefined
  })
  const writeSoon = (): void => {
    timer = undefined
    // A record of the next batch must not be written before this batch is on disk.
    if (commits.busy) return void commits.request().catch(() => void (untold = true))
    try {
      write()
    } catch {
      // The next commit tells it.
    }
  }
  const append = (...[events, when]: Parameters<Journal['append']>): Promise<void> => {
    file.assertWhole()
    waiting.add(events, batch, now())
    if (when === 'durable') return commits.request()
    timer ??= setTimeout(writeSoon, soon)
    return done
  }

  return {
    get head() {
      return waiting.head
    },
    append(events, when) {
      try {
        return append(events, when)
      } catch (error) {
        told = true
        return Promise.reject(errorOf(error))
      }
    },
    flush: () => commits.request(),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      try {
        const open = !waiting.empty || file.dirty || file.failed
        if (untold || (open && !told && !commits.failed)) await commits.request()
      } finally {
        file.close()
      }
    },
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
