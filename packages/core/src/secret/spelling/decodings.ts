import { isUtf8 } from 'node:buffer'
import { base64Inner } from './base64-forms.ts'
import type { EncodedRun } from './encoded-runs.ts'

/** What a run may say, read in one way. */
export interface Decoding {
  readonly text: string
  /** Where in the run (without its line breaks) that stands which alone decides `text.slice(start, end)`, and the code by which {@link encoded} writes it so. */
  place(start: number, end: number): { readonly start: number; readonly end: number; readonly code: string }
}

/** Reads a run as base64 at each alignment, and as hexadecimal at both, as far as text comes out: in UTF-8, Latin-1 or UTF-16. */
export function decodingsOf({ text }: EncodedRun): readonly Decoding[] {
  const found: Decoding[] = []
  for (let from = 0; from < 4; from += 1) if (isPlainIn(text, from, 4, leading64)) found.push(...inBase64(text, from))
  if (!someHex.test(text)) return found
  for (const match of text.matchAll(hex)) {
    for (const from of [0, 1]) if (isPlainIn(match[0], from, 2, leading16)) found.push(...inHex(match[0], match.index, from))
  }
  return found
}

const someHex = /[0-9a-fA-F]{16}/
const hex = /[0-9a-f]{16,}|[0-9A-F]{16,}/g

/** Writes a text by a code: `b1` is base64 behind one other byte, `u1` in the URL-safe alphabet, `x` and `X` hexadecimal; then the encoding of characters. */
export function encoded(text: string, code: string): string {
  const [, way, shift, letter] = /^([buxX])([012]?)([8lwW])/.exec(code) ?? []
  const bytes = encodings.get(letter!)!.write(text)
  if (way === 'x') return bytes.toString('hex')
  if (way === 'X') return bytes.toString('hex').toUpperCase()
  const inner = base64Inner(bytes, Number(shift))
  return way === 'b' ? inner : inner.replaceAll('+', '-').replaceAll('/', '_')
}

/** An encoding of characters. */
interface Encoding {
  /** Where each character of what it read begins, in bytes, and where the last one ends; undefined where each takes as many bytes as the others. */
  readonly width: number | undefined
  read(bytes: Buffer): string
  write(text: string): Buffer
}

/** A copy of whole units of UTF-16: reading such text at an odd address, Node.js 24 writes beyond its memory. */
const units = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, bytes.length & ~1))

const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['8', { width: undefined, read: (bytes) => bytes.toString('utf8'), write: (text) => Buffer.from(text, 'utf8') }],
  ['l', { width: 1, read: (bytes) => bytes.toString('latin1'), write: (text) => Buffer.from(text, 'latin1') }],
  ['w', { width: 2, read: (bytes) => units(bytes).toString('utf16le'), write: (text) => Buffer.from(text, 'utf16le') }],
  ['W', { width: 2, read: (bytes) => units(bytes).swap16().toString('utf16le'), write: (text) => Buffer.from(text, 'utf16le').swap16() }],
])

/** Bytes as text, in each encoding that they may be in; `skip` bytes are left out at the beginning. */
interface Reading {
  readonly letter: string
  readonly skip: number
  readonly text: string
  /** The byte at which a character begins. */
  readonly at: (index: number) => number
}

function* readings(bytes: Buffer): Generator<Reading> {
  const [plain, zeros] = countsIn(bytes)
  const reading = (letter: string, skip: number): Reading => {
    const { read, width } = encodings.get(letter)!
    const text = read(bytes.subarray(skip))
    const at = width === undefined ? (index: number) => Buffer.byteLength(text.slice(0, index)) : (index: number) => skip + index * width
    return { letter, skip, text, at }
  }
  if (zeros * 4 >= bytes.length) for (const letter of ['w', 'W']) for (const skip of [0, 1]) yield reading(letter, skip)
  else if (plain === bytes.length) yield reading('l', 0)
  else if (isUtf8(bytes)) yield reading('8', 0)
  else if (plain * 2 >= bytes.length) yield reading('l', 0)
}

/** How many bytes are printable ASCII, and how many are zero. */
function countsIn(bytes: Buffer): readonly [plain: number, zeros: number] {
  let [plain, zeros] = [0, 0]
  for (const byte of bytes) {
    if (byte === 0) zeros += 1
    else if ((byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13)) plain += 1
  }
  return [plain, zeros]
}

function* inBase64(run: string, from: number): Generator<Decoding> {
  const encodedText = run.slice(from)
  for (const { text, letter, at } of readings(Buffer.from(encodedText, 'base64'))) {
    yield {
      text,
      place(first, last) {
        const byte = at(first)
        const [start, end] = [Math.ceil((byte * 8) / 6), Math.floor((at(last) * 8) / 6)]
        const way = /[-_]/.test(encodedText.slice(start, end)) ? 'u' : 'b'
        return { start: from + start, end: from + end, code: `${way}${byte % 3}${letter}` }
      },
    }
  }
}

function* inHex(run: string, offset: number, from: number): Generator<Decoding> {
  const digits = run.slice(from, from + ((run.length - from) & ~1))
  const way = /[A-F]/.test(digits) ? 'X' : 'x'
  for (const { text, letter, at } of readings(Buffer.from(digits, 'hex'))) {
    const placeOf = (index: number): number => offset + from + at(index) * 2
    yield { text, place: (first, last) => ({ start: placeOf(first), end: placeOf(last), code: `${way}${letter}` }) }
  }
}

/**
 * Whether most bytes that a text decodes to from a place on are ASCII, as far as the first character of each group tells: it has the highest bits of the first
 * byte. Words, paths and digests are not, and need not be decoded.
 */
function isPlainIn(text: string, from: number, group: number, leading: Uint8Array): boolean {
  let plain = 0
  for (let at = from; at < text.length; at += group) plain += leading[text.charCodeAt(at)]!
  return plain * group * 10 >= (text.length - from) * 6
}

/** The characters with which a group begins whose first byte is ASCII. */
const leading64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef')
const leading16 = tableOf('01234567')

function tableOf(chars: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const char of Buffer.from(chars)) table[char] = 1
  return table
}
