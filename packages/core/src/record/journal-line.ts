import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { JournalRecord, RunEvent } from '../model/index.ts'

/**
 * A record as its line of the journal, without line feed: `{"seq":0,"batch":0,"at":"…","prev":"…","event":{…},"crc":"1a2b3c4d"}`.
 * `crc` (CRC-32 of the line up to it) lets the last record, which no later one vouches for, be told from a damaged one.
 */
export function encodeLine(seq: number, batch: number, at: string, prev: string, event: RunEvent): string {
  const body = `{"seq":${seq},"batch":${batch},"at":"${at}","prev":"${prev}","event":${JSON.stringify(event)}`
  return `${body},"crc":"${checksum(body)}"}`
}

/** The record of a line, or undefined where the line is damaged. Whether it follows its predecessor is not looked at. */
export function decodeLine(line: Buffer): JournalRecord | undefined {
  const end = line.length - suffixLength
  if (end <= 0 || line.toString('latin1', end) !== `,"crc":"${checksum(line.subarray(0, end))}"}`) return undefined
  try {
    const { seq, batch, at, prev, event } = JSON.parse(line.toString('utf8')) as JournalRecord
    return Number.isSafeInteger(seq) && Number.isSafeInteger(batch) && typeof event?.kind === 'string'
      ? { seq, batch, at, prev, event }
      : undefined
  } catch {
    return undefined
  }
}

/** SHA-256 (hex) of a line: the `prev` of the next one. */
export function hashLine(line: string | Uint8Array): string {
  return hash('sha256', line, 'hex')
}

const suffixLength = ',"crc":"00000000"}'.length

function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0')
}
