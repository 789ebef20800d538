import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { JournalRecord } from '../model/index.ts'

/**
 * Writes a record as a line with its line feed: `{"seq":0,"batch":0,"at":"…","prev":"…","event":{…},"crc":"1a2b3c4d"}`.
 * `crc` (CRC-32 of the line up to it) lets the last record, which no later one vouches for, be told from a damaged one.
 * `event` is JSON already. Gives where the line feed stands. There must be {@link roomFor} bytes.
 */
export function writeLine(into: Buffer, start: number, record: Omit<JournalRecord, 'event'>, event: string): number {
  const { seq, batch, at, prev } = record
  const body = start + into.write(`{"seq":${seq},"batch":${batch},"at":"${at}","prev":"${prev}","event":${event}`, start)
  const sum = crc32(into.subarray(start, body))
  into.set(suffix, body)
  for (let digit = 0; digit < 8; digit++) into[body + 8 + digit] = hexDigits[(sum >>> (28 - 4 * digit)) & 15]!
  return body + suffix.length - 1
}

/** An upper bound of the bytes that a line with this event needs. */
export function roomFor(event: string): number {
  return event.length * 3 + 256
}

/** The record of a line, or undefined where the line is damaged. Whether it follows its predecessor is not looked at. */
export function decodeLine(line: Buffer): JournalRecord | undefined {
  const end = line.length - suffix.length + 1
  if (end <= 0 || line.toString('latin1', end) !== `,"crc":"${crc32(line.subarray(0, end)).toString(16).padStart(8, '0')}"}`)
    return undefined
  try {
    const { seq, batch, at, prev, event } = JSON.parse(line.toString('utf8')) as JournalRecord
    const whole = Number.isSafeInteger(seq) && Number.isSafeInteger(batch) && typeof event?.kind === 'string'
    return whole ? { seq, batch, at, prev, event } : undefined
  } catch {
    return undefined
  }
}

/** SHA-256 (hex) of a line without its line feed: the `prev` of the next one. */
export function hashLine(line: Uint8Array): string {
  return hash('sha256', line, 'hex')
}

const suffix = Buffer.from(',"crc":"00000000"}\n')
const hexDigits = Buffer.from('0123456789abcdef')
