import { PlanError } from '../model/index.ts'
import type { DiskSync } from './disk-sync.ts'
import { codeOf, writeAll } from './durable-file.ts'
import type { RecordFs } from './record-fs.ts'

/** A file that only grows, and that ends in whole writes even where the disk fails. */
export interface AppendFile {
  /** bytes written so far, without padding */
  readonly size: number
  /** Whether something was written and not yet synced. */
  readonly dirty: boolean
  /** Writes all bytes, not yet durable. Errors: `failed`. */
  write(bytes: Uint8Array): void
  /** Makes everything written so far durable; undefined where that is done already. Errors: `failed`. */
  sync(): Promise<void> | undefined
  /** Whether a write or a sync has failed. */
  readonly failed: boolean
  /** Errors: `failed`, once a write or a sync has failed. */
  assertWhole(): void
  close(): void
}

/** What a file is appended to with. */
export interface AppendFileOptions {
  readonly fs: RecordFs
  /** Open for writing at a position, so without `O_APPEND`. */
  readonly fd: number
  /** bytes; goes on here */
  readonly size: number
  readonly sync: DiskSync
  /** For messages: `the journal of run "x"`. */
  readonly what: string
  /**
   * The byte that the file is padded with ahead of what is written, and which its readers pass over at the end: a sync of bytes
   * that replace others is cheaper by a third than one that also changes the file's size.
   */
  readonly padding?: number
}

/**
 * Goes on in an open file. After the first error the file is cut back to what was durable (a failed sync says nothing about what
 * reached the disk, and must not be tried again), and every later call fails with the same error.
 */
export function appendFile({ fs, fd, size, sync, what, padding }: AppendFileOptions): AppendFile {
  let written = size
  let durable = size
  let padded = size
  let broken: PlanError | undefined

  const fail = (cause: unknown): PlanError => {
    broken ??= writeError(what, cause)
    try {
      fs.truncate(fd, durable)
    } catch {
      // What is left beyond is a torn tail, which every reader drops.
    }
    return broken
  }
  const assertWhole = (): void => {
    if (broken) throw broken
  }
  const guarded = <T>(action: () => T): T => {
    assertWhole()
    try {
      return action()
    } catch (error) {
      throw fail(error)
    }
  }
  const pad = (byte: number, until: number): void => {
    const ahead = Math.min(Math.max(until, leastAhead), mostAhead)
    try {
      writeAll(fs, fd, new Uint8Array(ahead).fill(byte), until)
      padded = until + ahead
    } catch {
      // Where there is no room for padding there may still be room for what matters.
      fs.truncate(fd, written)
      padded = Number.POSITIVE_INFINITY
    }
  }

  return {
    get size() {
      return written
    },
    get dirty() {
      return written > durable
    },
    write: (bytes) =>
      guarded(() => {
        const end = written + bytes.length
        if (padding !== undefined && end > padded) pad(padding, end)
        writeAll(fs, fd, bytes, written)
        written = end
      }),
    sync: () =>
      guarded(() => {
        const target = written
        const pending = sync(fd)
        if (pending === undefined) return void (durable = target)
        return pending.then(
          () => void (durable = target),
          (error: unknown) => {
            throw fail(error)
          },
        )
      }),
    get failed() {
      return broken !== undefined
    },
    assertWhole,
    close() {
      try {
        if (broken === undefined && padded > written && padding !== undefined) fs.truncate(fd, written)
      } catch {
        // Readers pass over what is left of the padding.
      } finally {
        fs.close(fd)
      }
    },
  }
}

/** Bytes of padding at a time: writing them twice costs less than a new size with each sync, also where many records share one. */
const leastAhead = 256 * 1024
const mostAhead = 1024 * 1024

/** A `failed` error for an I/O error while writing `what`. */
export function writeError(what: string, cause: unknown): PlanError {
  const code = codeOf(cause)
  const reason = reasons[code]
  const options = { cause, hint: reason?.hint ?? 'See to the disk, then resume the run' }
  return new PlanError('failed', `Cannot write ${what}${reason ? `: ${reason.is}` : ''}`, options)
}

const reasons: { readonly [code: string]: { readonly is: string; readonly hint: string } } = {
  ENOSPC: { is: 'the disk is full', hint: 'Free some space, then resume the run' },
  EDQUOT: { is: 'the disk quota is used up', hint: 'Free some space, then resume the run' },
  EIO: { is: 'the disk reports an error', hint: 'See to the disk before resuming the run' },
  EROFS: { is: 'the file system is read-only', hint: 'Make the folder writable, then resume the run' },
  EACCES: { is: 'permission denied', hint: 'Make the folder writable, then resume the run' },
  EPERM: { is: 'permission denied', hint: 'Make the folder writable, then resume the run' },
}
