import type { JournalRecord } from '../../model/index.ts'
import { isKnownKind, wrongFieldOf } from '../shape/event-shapes.ts'
import { readLine } from './journal-line.ts'
import { time } from '../shape/shape.ts'

/** What the bytes of a journal hold. */
export interface JournalScan {
  /** The records up to the first that does not hold. */
  readonly records: readonly JournalRecord[]
  /** The hash of the last record's line, or the anchor. */
  readonly head: string
  /** bytes that `records` take up */
  readonly valid: number
  /** bytes after them */
  readonly rest: number
  /** Set where the rest is not a torn tail: the first record that does not hold, and why. */
  readonly damage?: Damage
}

/** The first record that does not hold. `seq` counts from 0. */
export interface Damage {
  readonly seq: number
  readonly message: string
}

/**
 * Reads a journal and verifies its chain, which starts at `anchor` (the SHA-256 of the frozen `run.json`).
 *
 * Records of one batch may reach the disk in any order, and a batch is begun only once the one before is on disk. So a damaged
 * line is a torn tail unless a valid record of a later batch comes after it. A batch's number is the `seq` of its first record:
 * a record whose batch begins after the damaged record is of a later batch. An intact line that does not follow is never a torn tail,
 * nor is the first record: it is on disk before the run is there.
 */
export function scanJournal(padded: Buffer, anchor: string): JournalScan {
  const bytes = padded.subarray(0, contentEnd(padded))
  const records: JournalRecord[] = []
  let head = anchor
  let valid = 0
  while (valid < bytes.length) {
    const end = bytes.indexOf(lineFeed, valid)
    const line = bytes.subarray(valid, end < 0 ? bytes.length : end)
    const read = end < 0 ? undefined : readLine(line)
    const damage = read === undefined ? tornOrDamaged(records.length, bytes.subarray(valid)) : misplaced(read.record, records, head)
    if (read === undefined || damage !== undefined) {
      return { records, head, valid, rest: bytes.length - valid, ...(damage && { damage }) }
    }
    records.push(read.record)
    head = read.hash
    valid = end + 1
  }
  return { records, head, valid, rest: 0, ...(records.length === 0 && { damage: allLost }) }
}

/** A run is there with its first record, or not at all. */
const allLost: Damage = { seq: 0, message: 'it is not there, nor is any other' }

const lineFeed = 0x0a

/** Where the last line ends that is not blank: a journal that is written to ends in blank lines. */
function contentEnd(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === lineFeed) end -= 1
  return Math.min(end + 1, bytes.length)
}

function misplaced(record: JournalRecord, before: readonly JournalRecord[], head: string): Damage | undefined {
  const seq = before.length
  if (record.seq !== seq) return { seq, message: `record ${record.seq} stands in its place` }
  if (record.prev !== head)
    return { seq, message: seq === 0 ? 'it does not belong to this frozen plan' : 'it does not follow the record before it' }
  const batch = before.at(-1)?.batch ?? 0
  if (record.batch !== seq && record.batch !== batch) return { seq, message: `it cannot be of batch ${record.batch}` }
  return unfit(record)
}

/** The chain proves the order of the records, and not who wrote them. */
function unfit({ seq, at, event }: JournalRecord): Damage | undefined {
  if (!isKnownKind(event.kind))
    return { seq, message: `this version does not know what "${String(event.kind)}" is; a newer version of Backout may have written it` }
  const wrong = time(at) ? wrongFieldOf(event) : 'at'
  return wrong === undefined
    ? undefined
    : { seq, message: `"${wrong}" of its "${event.kind}" is missing, or is not what Backout writes there` }
}

/** `rest` begins with the damaged line of record `seq`. Records are looked for at any place: the damage may have taken a line feed. */
function tornOrDamaged(seq: number, rest: Buffer): Damage | undefined {
  for (let start = rest.indexOf(recordStart); start >= 0; start = rest.indexOf(recordStart, start + 1)) {
    const end = rest.indexOf(lineFeed, start)
    const read = readLine(rest.subarray(start, end < 0 ? rest.length : end))
    if (read !== undefined && read.record.batch > seq) return { seq, message: 'its line is damaged, and later records follow' }
  }
  return seq === 0 ? { seq, message: 'its line is damaged, and no later one is whole' } : undefined
}

/** Never inside a record: in its strings quotes are escaped. */
const recordStart = '{"seq":'
