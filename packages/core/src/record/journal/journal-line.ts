import { hash } from 'node:crypto'
import type { JournalRecord } from '../../model/index.ts'

/** A line of a journal, as it was written or read. */
export interface JournalLine {
  /** SHA-256 (hex) of the line up to its `sum`: the `prev` of the next one. */
  readonly hash: string
}

/** A line that was written. */
export interface WrittenLine extends JournalLine {
  /** Behind the line feed. */
  readonly end: number
}

/** A line that is whole. Whether it follows its predecessor is not looked at. */
export interface ReadLine extends JournalLine {
  readonly record: JournalRecord
}

/**
 * Writes a record as a line with its line feed: `{"seq":0,"batch":0,"at":"…","prev":"…","event":{…},"sum":"1a2b3c4d"}`.
 * `sum` is the beginning of the line's own hash. It lets the last record, which no later one vouches for, be told from a damaged one.
 * `event` is JSON already. There must be {@link roomFor} bytes.
 */
export function writeLine(into: Buffer, start: number, record: Omit<JournalRecord, 'event'>, event: string): WrittenLine {
  const { seq, batch, at, prev } = record
  const body = start + into.write(`{"seq":${seq},"batch":${batch},"at":"${at}","prev":"${prev}","event":${event}`, start)
  const digest = hashOf(into.subarray(start, body))
  into.set(suffix, body)
  for (let digit = 0; digit < 8; digit++) into[body + 8 + digit] = digest.charCodeAt(digit)
  return { hash: digest, end: body + suffix.length }
}

/** An upper bound of the bytes that a line with this event needs. */
export function roomFor(event: string): number {
  return event.length * 3 + 256
}

/** A line without its line feed; undefined where it is damaged. */
export function readLine(line: Buffer): ReadLine | undefined {
  const end = line.length - suffix.length + 1
  const digest = end > 0 ? hashOf(line.subarray(0, end)) : ''
  if (end <= 0 || line.toString('latin1', end) !== `,"sum":"${digest.slice(0, 8)}"}`) return undefined
  try {
    const { seq, batch, at, prev, event } = JSON.parse(line.toString('utf8')) as JournalRecord
    const whole = Number.isSafeInteger(seq) && Number.isSafeInteger(batch) && typeof event?.kind === 'string'
    return whole ? { record: { seq, batch, at, prev, event }, hash: digest } : undefined
  } catch {
    return undefined
  }
}

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

const suffix = Buffer.from(',"sum":"00000000"}\n')
