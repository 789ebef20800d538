import type { JournalRecord } from '../../model/index.ts'
import { isKnownKind, wrongFieldOf } from '../shape/event-shapes.ts'
import { readLine } from './journal-line.ts'
import { time } from '../shape/shape.ts'

/** What the bytes of a journal hold. */
export interface JournalScan {
  /** How many records there are up to the first that does not hold. */
  readonly count: number
  /** The hash of the last record's line, or the anchor. */
  readonly head: string
  /** bytes that these records take up */
  readonly valid: number
  /** bytes after them */
  readonly rest: number
  /** Set where the rest is not a torn tail: the first record that does not hold, and why. */
  readonly damage?: Damage
  /** Set where a line of a torn tail is whole all the same, and not what was written: no crash leaves one like that. */
  readonly changed?: Damage
}

/** The first record that does not hold. `seq` counts from 0. */
export interface Damage {
  readonly seq: number
  readonly message: string
}

/**
 * Reads a journal, in parts of whole lines, and verifies its chain, which starts at `anchor` (the SHA-256 of the frozen `run.json`). Each record that holds is
 * handed to `take`: all of them may be more than fits into memory.
 *
 * Records of one batch may reach the disk in any order, and a batch is begun only once the one before is on disk. So a damaged
 * line is a torn tail unless a valid record of a later batch comes after it. A batch's number is the `seq` of its first record:
 * a record whose batch begins after the damaged record is of a later batch. An intact line that does not follow is never a torn tail,
 * nor is the first record: it is on disk before the run is there.
 */
export function scanJournal(parts: Iterable<Buffer>, anchor: string, take: (record: JournalRecord) => void): JournalScan {
  const chain: Chain = { count: 0, batch: 0, head: anchor, valid: 0 }
  let [size, rest, isBroken] = [0, 0, false]
  let changed: Damage | undefined
  for (const part of parts) {
    const misplacedOne = isBroken ? undefined : follow(chain, part, take)
    const behind = part.subarray(isBroken ? 0 : chain.valid - size)
    const damage = misplacedOne ?? laterRecord(chain.count, behind)
    size += part.length
    const content = contentEnd(behind)
    if (content > 0) rest = size - behind.length + content - chain.valid
    if (damage) return { ...chain, rest, damage }
    changed ??= changedLine(behind.subarray(0, content))
    isBroken ||= behind.length > 0
  }
  return { ...chain, rest, ...(chain.count === 0 ? { damage: rest > 0 ? firstLost : allLost } : changed && { changed }) }
}

/** A run is there with its first record, or not at all. */
const allLost: Damage = { seq: 0, message: 'it is not there, nor is any other' }
const firstLost: Damage = { seq: 0, message: 'its line is damaged, and no later one is whole' }

const lineFeed = 0x0a

interface Chain {
  count: number
  /** That of the last record. */
  batch: number
  head: string
  valid: number
}

/** Reads records as far as their lines are whole; gives why one does not follow. */
function follow(chain: Chain, part: Buffer, take: (record: JournalRecord) => void): Damage | undefined {
  for (let at = 0, end = part.indexOf(lineFeed); end >= 0; at = end + 1, end = part.indexOf(lineFeed, at)) {
    const read = readLine(part.subarray(at, end))
    const damage = read && misplaced(read.record, chain)
    if (!read || damage) return damage
    take(read.record)
    chain.count += 1
    chain.batch = read.record.batch
    chain.head = read.hash
    chain.valid += end + 1 - at
  }
  return undefined
}

/** Where the last line ends that is not blank: a journal that is written to ends in blank lines. */
function contentEnd(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === lineFeed) end -= 1
  return end === 0 ? 0 : Math.min(end + 1, bytes.length)
}

function misplaced(record: JournalRecord, { count: seq, batch, head }: Chain): Damage | undefined {
  if (record.seq !== seq) return { seq, message: `record ${record.seq} stands in its place` }
  if (record.prev !== head)
    return { seq, message: seq === 0 ? 'it does not belong to this frozen plan' : 'it does not follow the record before it' }
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

/** What tells that the line of record `seq` is damaged, before `rest` or at its beginning. Records are looked for at any place: the damage may have taken a line feed. */
function laterRecord(seq: number, rest: Buffer): Damage | undefined {
  for (let start = rest.indexOf(recordStart); start >= 0; start = rest.indexOf(recordStart, start + 1)) {
    const end = rest.indexOf(lineFeed, start)
    const read = readLine(rest.subarray(start, end < 0 ? rest.length : end))
    if (read !== undefined && read.record.batch > seq) return { seq, message: 'its line is damaged, and later records follow' }
  }
  return undefined
}

/** The first line that reads as a record, but for its sum. */
function changedLine(lines: Buffer): Damage | undefined {
  for (let at = 0, end = lines.indexOf(lineFeed); end >= 0; at = end + 1, end = lines.indexOf(lineFeed, at)) {
    const line = lines.subarray(at, end)
    const seq = readLine(line) ? undefined : seqIn(line.toString())
    if (seq !== undefined) return { seq, message: 'its line is whole, but not what was written' }
  }
  return undefined
}

function seqIn(line: string): number | undefined {
  try {
    const { seq, event } = JSON.parse(line) as Partial<JournalRecord>
    return Number.isSafeInteger(seq) && event !== undefined ? seq : undefined
  } catch {
    return undefined
  }
}

/** Never inside a record: in its strings quotes are escaped. */
const recordStart = '{"seq":'
