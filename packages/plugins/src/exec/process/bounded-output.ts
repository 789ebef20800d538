import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** What a stream gave: its beginning, and its last bytes for error messages. */
export interface BoundedOutput {
  /** Without colours and the last line feed. */
  text(): string
  /** The last lines, at most ten and 2 KiB. */
  tail(): string
  /** Whether there was more than the limit. */
  cut(): boolean
}

/** Bytes of each stream that are kept: so few that the output of a step, with both of them, is not too large for expressions. */
const outputLimit = 256 * 1024

const lineFeed = 10

/** Reads a stream to its end, keeps its beginning, and gives each line to `line` (until the limit is reached). */
export function collectOutput(stream: Readable, line: (text: string) => void): BoundedOutput {
  const kept: Buffer[] = []
  let [size, total] = [0, 0]
  let last = Buffer.alloc(0)
  const lines = lineSplitter(line)
  stream.on('data', (chunk: Buffer) => {
    const room = chunk.subarray(0, outputLimit - size)
    total += chunk.length
    size += room.length
    last = Buffer.concat([last, chunk]).subarray(-2048)
    if (room.length === 0) return
    kept.push(room)
    lines(room)
  })
  // Where it is cut, a secret may be, too.
  stream.on('close', () => total === size && (last.at(-1) ?? lineFeed) !== lineFeed && lines(Buffer.of(lineFeed)))
  // A stream that is cut off when its process is killed has nothing more to say.
  stream.on('error', () => undefined)
  return {
    text: () => withoutLineEnd(plain(decode(Buffer.concat(kept)))),
    // The mark tells whoever hides secrets that one may have been cut here.
    tail: () =>
      `${total > last.length ? '…' : ''}${plain(decode(last))
        .replace(/^\ufffd+/, '')
        .trimEnd()}`
        .split(/\r?\n/)
        .slice(-10)
        .join('\n'),
    cut: () => total > size,
  }
}

function lineSplitter(line: (text: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder()
  let rest = ''
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const text of lines) line(plain(text))
  }
}

/** Without colours and the like: these also could part a secret so that it would not be known again. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
}

/** A character that the limit cuts through is left out. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true })
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '')
}
