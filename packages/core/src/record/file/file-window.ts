import type { RecordFs } from './record-fs.ts'

/** Reads `length` bytes from `position`, or as many as there are. */
export function readAt(fs: RecordFs, fd: number, position: number, length: number): Buffer {
  const into = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = fs.read(fd, into.subarray(filled), position + filled)
    if (count === 0) break
    filled += count
  }
  return into.subarray(0, filled)
}

/** The first line of an open file, without its line feed, or what there is of it. */
export function firstLine(fs: RecordFs, fd: number): Buffer {
  for (let length = window; ; length *= 4) {
    const bytes = readAt(fs, fd, 0, length)
    const end = bytes.indexOf(lineFeed)
    if (end >= 0) return bytes.subarray(0, end)
    if (bytes.length < length) return bytes
  }
}

/** The beginning of an open file, up to `end`, in parts of whole lines; the last may end without a line feed. */
export function* partsOf(fs: RecordFs, fd: number, end = fs.size(fd)): Generator<Buffer> {
  let [position, step] = [0, largestPart]
  while (position < end) {
    const bytes = readAt(fs, fd, position, Math.min(step, end - position))
    if (bytes.length === 0) return
    const length = bytes.length < step ? bytes.length : bytes.lastIndexOf(lineFeed) + 1
    if (length > 0) yield bytes.subarray(0, length)
    else step *= 2
    position += length
  }
}

/** bytes; what is read of nearly every file at once */
const largestPart = 64 * 1024 * 1024

/**
 * The whole lines of an open file, last first, without line feeds. Blank lines at the end are passed over, and a last line that
 * does not end in a line feed is left out.
 */
export function* linesBackwards(fs: RecordFs, fd: number): Generator<Buffer> {
  let position = contentEnd(fs, fd)
  // Bytes before the first line feed that was seen; the end of a line whose start is still to be read.
  let tail: Buffer | undefined
  for (let step = window; position > 0; step = Math.min(step * 2, widest)) {
    const start = Math.max(0, position - step)
    const read = readAt(fs, fd, start, position - start)
    const bytes = tail === undefined ? read : Buffer.concat([read, tail])
    let end = tail === undefined ? bytes.lastIndexOf(lineFeed) : bytes.length
    for (let from = before(bytes, end); from >= 0; from = before(bytes, end)) {
      yield bytes.subarray(from + 1, end)
      end = from
    }
    tail = end < 0 ? undefined : bytes.subarray(0, end)
    position = start
  }
  if (tail !== undefined) yield tail
}

function contentEnd(fs: RecordFs, fd: number): number {
  for (let end = fs.size(fd), step = window; end > 0; end = Math.max(0, end - step), step = Math.min(step * 2, widest)) {
    const bytes = readAt(fs, fd, Math.max(0, end - step), Math.min(step, end))
    const last = bytes.findLastIndex((byte) => byte !== lineFeed)
    if (last >= 0) return Math.max(0, end - step) + last + 2
  }
  return 0
}

const window = 16 * 1024
const widest = 4 * 1024 * 1024
const lineFeed = 0x0a

function before(bytes: Buffer, end: number): number {
  return end <= 0 ? -1 : bytes.lastIndexOf(lineFeed, end - 1)
}
