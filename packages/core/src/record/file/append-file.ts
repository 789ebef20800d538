import type { PlanError } from '../../model/index.ts'
import type { DiskSync } from './disk-sync.ts'
import { writeAll } from './durable-file.ts'
import type { RecordFs } from './record-fs.ts'
import { writeError } from './write-error.ts'

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
  /** For messages: what to do once the disk is in order. */
  readonly then?: string
  /**
   * The byte that the file is padded with ahead of what is written, and which its readers pass over at the end: a sync of bytes
   * that replace others is cheaper by a third than one that also changes the file's size.
   */
  readonly padding?: number
}

/**
 * A file that only grows, and that ends in whole writes even where the disk fails. After the first error it is cut back to what was durable (a failed sync says
 * nothing about what reached the disk, and must not be tried again), and every later call fails with the same error.
 */
export class AppendFile {
  readonly #options: AppendFileOptions
  #written: number
  #durable: number
  #padded: number
  #broken: PlanError | undefined

  /** Goes on in an open file. */
  constructor(options: AppendFileOptions) {
    this.#options = options
    this.#written = this.#durable = this.#padded = options.size
  }

  /** bytes written so far, without padding */
  get size(): number {
    return this.#written
  }

  /** Whether something was written and not yet synced. */
  get dirty(): boolean {
    return this.#written > this.#durable
  }

  /** Whether a write or a sync has failed. */
  get failed(): boolean {
    return this.#broken !== undefined
  }

  /** Errors: `failed`, once a write or a sync has failed. */
  assertWhole(): void {
    if (this.#broken) throw this.#broken
  }

  /** Writes all bytes, not yet durable. Errors: `failed`. */
  write(bytes: Uint8Array): void {
    this.assertWhole()
    const { fs, fd, padding } = this.#options
    const end = this.#written + bytes.length
    try {
      if (padding !== undefined && end > this.#padded) this.#pad(padding, end)
      writeAll(fs, fd, bytes, this.#written)
    } catch (cause) {
      throw this.#fail(cause)
    }
    this.#written = end
  }

  /** Makes everything written so far durable; undefined where that is done already. Errors: `failed`. */
  sync(): Promise<void> | undefined {
    this.assertWhole()
    const target = this.#written
    const failed = (cause: unknown): never => {
      throw this.#fail(cause)
    }
    let pending: Promise<void> | undefined
    try {
      pending = this.#options.sync(this.#options.fd)
    } catch (cause) {
      return failed(cause)
    }
    if (pending !== undefined) return pending.then(() => void (this.#durable = target), failed)
    this.#durable = target
    return undefined
  }

  close(): void {
    const { fs, fd } = this.#options
    try {
      if (!this.failed && Number.isFinite(this.#padded) && this.#padded > this.#written) fs.truncate(fd, this.#written)
    } catch {
      // Readers pass over what is left of the padding.
    } finally {
      fs.close(fd)
    }
  }

  #pad(byte: number, until: number): void {
    const { fs, fd } = this.#options
    const ahead = Math.min(Math.max(until, leastAhead), mostAhead)
    try {
      writeAll(fs, fd, new Uint8Array(ahead).fill(byte), until)
      this.#padded = until + ahead
    } catch {
      // Where there is no room for padding there may still be room for what matters.
      fs.truncate(fd, this.#written)
      this.#padded = Number.POSITIVE_INFINITY
    }
  }

  #fail(cause: unknown): PlanError {
    const { fs, fd, what, then } = this.#options
    this.#broken ??= writeError(what, cause, then)
    try {
      fs.truncate(fd, this.#durable)
    } catch {
      // What is left beyond is a torn tail, which every reader drops.
    }
    return this.#broken
  }
}

/** Bytes of padding at a time: writing them twice costs less than a new size with each sync, also where many records share one. */
const leastAhead = 256 * 1024
const mostAhead = 1024 * 1024
