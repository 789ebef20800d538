import type { Span } from '../span.ts'

/** A part of a text that may be in base64 (RFC 4648, of either alphabet) or in hexadecimal, over the ends of lines. */
export interface EncodedRun {
  /** Without what breaks it into lines. */
  readonly text: string
  /** Where each of its lines stands in the text. */
  readonly lines: readonly Span[]
}

/** Fewer characters in a row are a word: what is encoded in them is recognised only as it is. */
const shortestRun = 16

/** Finds what is long enough to be encoded, in order. */
export function encodedRuns(text: string): readonly EncodedRun[] {
  const runs: EncodedRun[] = []
  for (let run = runOfEncoding(text, 0, shortestRun); run; ) {
    const lines = [run]
    for (let next = nextLine(text, run.end); next; next = nextLine(text, next.end)) lines.push(next)
    runs.push({ text: lines.map(({ start, end }) => text.slice(start, end)).join(''), lines })
    run = runOfEncoding(text, lines.at(-1)!.end, shortestRun)
  }
  return runs
}

/** The first place from `from` on with at least so many characters in a row that base64 has, of either alphabet. Looks at every so many characters alone. */
export function runOfEncoding(text: string, from: number, shortest: number): Span | undefined {
  for (let probe = from + shortest - 1; probe < text.length; probe += shortest) {
    if (!isOfEncoding(text.charCodeAt(probe))) continue
    let start = probe
    while (start > from && isOfEncoding(text.charCodeAt(start - 1))) start -= 1
    const end = endOf(text, probe)
    if (end - start >= shortest) return { start, end }
  }
  return undefined
}

/** How lines of what is encoded are parted: with the blanks that a block in YAML has before each. */
const lineBreak = /\r?\n {0,99}/y

function nextLine(text: string, end: number): Span | undefined {
  const code = text.charCodeAt(end)
  if (code !== 10 && code !== 13) return undefined
  lineBreak.lastIndex = end
  if (!lineBreak.test(text)) return undefined
  const start = lineBreak.lastIndex
  return isOfEncoding(text.charCodeAt(start)) ? { start, end: endOf(text, start) } : undefined
}

function endOf(text: string, from: number): number {
  let end = from
  while (end < text.length && isOfEncoding(text.charCodeAt(end))) end += 1
  return end
}

/** Padding aside. */
function isOfEncoding(code: number): boolean {
  return code < 128 && alphabet[code] === 1
}

const alphabet = new Uint8Array(128)
for (const char of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')) alphabet[char] = 1
