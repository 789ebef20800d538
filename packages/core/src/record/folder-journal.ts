import type { RunEvent } from '../model/index.ts'
import type { AppendFile } from './append-file.ts'
import { groupCommit } from './group-commit.ts'
import { encodeLine, hashLine } from './journal-line.ts'
import type { Clock } from './clock.ts'
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
 * Appends records to a file, in the order of the calls, many under one write and one sync. The claim is checked before each
 * write and again after its sync: whoever takes the claim over reads the journal only afterwards, so what was confirmed is seen.
 */
export function folderJournal({ file, next, head, clock, check }: JournalStart): Journal {
  let seq = next
  // Records that are added before a commit takes them belong to its batch, which is named by its first record.
  let batch = next
  let pending = ''
  let timer: NodeJS.Timeout | undefined

  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (pending === '') return
    const bytes = Buffer.from(pending)
    pending = ''
    check()
    file.write(bytes)
  }
  const commit = (): Promise<void> | undefined => {
    write()
    batch = seq
    if (!file.dirty) return undefined
    const syncing = file.sync()
    if (syncing !== undefined) return syncing.then(check)
    check()
    return undefined
  }
  const commits = groupCommit(commit)
  const writeSoon = (): void => {
    timer = undefined
    // A record of the next batch must not be written before this batch is on disk.
    if (commits.busy) return void commits.request().catch(ignore)
    try {
      write()
    } catch {
      // The next durable append reports it.
    }
  }
  const add = (events: readonly RunEvent[], at: string): void => {
    let lines = ''
    let last = head
    let count = 0
    for (const event of events) {
      const line = encodeLine(seq + count++, batch, at, last, event)
      last = hashLine(line)
      lines += line + '\n'
    }
    pending += lines
    head = last
    seq += count
  }
  const flush = (): Promise<void> => commits.request()

  return {
    get head() {
      return head
    },
    async append(events, when) {
      file.assertWhole()
      check()
      add(events, clock.now().toISOString())
      if (when === 'durable') return flush()
      timer ??= setTimeout(writeSoon, soon)
    },
    flush,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      try {
        if (pending !== '' || file.dirty) await flush()
      } finally {
        file.close()
      }
    },
  }
}

/** ms */
const soon = 5
const ignore = (): void => {}
