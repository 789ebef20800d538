import type { RunEvent } from '../../model/index.ts'
import { roomFor, writeLine } from './journal-line.ts'

/** Records that wait to be written, as the bytes that they will be. */
export interface JournalBuffer {
  /** `seq` of the next record */
  readonly next: number
  /** Whether nothing waits. */
  readonly empty: boolean
  /** Adds events as records of a batch: all of them, or none if one cannot be stored. `at` is ISO 8601. */
  add(events: readonly RunEvent[], batch: number, at: string): void
  /** All bytes that wait, which are then forgotten: they are good until the next `add`. */
  take(): Uint8Array
}

/** Chains records from `head`, numbered from `next`. One buffer is used again and again: the journal is written for every step. */
export function journalBuffer(next: number, head: string): JournalBuffer {
  let bytes = Buffer.allocUnsafe(usual)
  let used = 0
  let seq = next
  let last = head

  const reserve = (size: number): void => {
    if (used + size <= bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(used + size, bytes.length * 2))
    bytes.copy(grown, 0, 0, used)
    bytes = grown
  }
  return {
    get next() {
      return seq
    },
    get empty() {
      return used === 0
    },
    add(events, batch, at) {
      const texts = events.map((event) => JSON.stringify(event))
      for (const event of texts) {
        reserve(roomFor(event))
        const line = writeLine(bytes, used, { seq, batch, at, prev: last }, event)
        last = line.hash
        used = line.end
        seq += 1
      }
    },
    take() {
      const taken = bytes.subarray(0, used)
      used = 0
      if (bytes.length > largest) bytes = Buffer.allocUnsafe(usual)
      return taken
    },
  }
}

/** bytes */
const usual = 64 * 1024
const largest = 4 * 1024 * 1024
