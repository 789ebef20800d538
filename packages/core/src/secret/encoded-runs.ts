/** A part of a text that may be in base64 (RFC 4648, of either alphabet) or in hexadecimal, over the ends of lines. */
export interface EncodedRun {
  /** Without what breaks it into lines. */
  readonly text: string
  /** Where each of its lines stands in the text. */
  readonly lines: readonly { readonly start: number; readonly end: number }[]
}

/** Fewer characters in a row are a word: what is encoded in them is recognised only as it is. */
const shortestRun = 16

/** Finds what is long enough to be encoded, in order. Looks at every so many characters alone. */
export function encodedRuns(text: string): readonly EncodedRun[] {
  if (text.length < shortestRun) return none
  const runs: EncodedRun[] = []
  let end = 0
  for (let probe = shortestRun - 1; probe < text.length; probe = Math.max(probe, end) + shortestRun) {
    if (!isOfEncoding(text.charCodeAt(probe))) continue
    let start = probe
    while (start > end && isOfEncoding(text.charCodeAt(start - 1))) start -= 1
    end = endOf(text, probe)
    if (end - start < shortestRun) continue
    const lines = [{ start, end }]
    for (let next = nextLine(text, end); next !== undefined; next = nextLine(text, end)) {
      lines.push(next)
      end = next.end
    }
    runs.push({ text: lines.length === 1 ? text.slice(start, end) : lines.map((line) => text.slice(line.start, line.end)).join(''), lines })
  }
  return runs
}

const none: readonly EncodedRun[] = []

/** How lines of what is encoded are parted: with the blanks that a block in YAML has before each. */
const lineBreak = /\r?\n {0,99}/y

function nextLine(text: string, end: number): { readonly start: number; readonly end: number } | undefined {
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

/** Whether a character is one that base64 has, of either alphabet; padding aside. */
export function isOfEncoding(code: number): boolean {
  return code < 128 && alphabet[code] === 1
}

const alphabet = new Uint8Array(128)
for (const char of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')) alphabet[char] = 1
