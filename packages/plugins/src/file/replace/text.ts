import type { Edit } from '../pack/unit.ts'

/** A match in a text: from and to (UTF-16 units), and what is to stand there. */
export interface Match {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Whether every line ends with CR LF. Such a text is searched, and keeps its line ends, as if they were LF. */
export function isCrlf(text: string): boolean {
  return text.includes('\r\n') && !/(?<!\r)\n/.test(text)
}

/** How a text came from bytes: `crlf` says that each CR LF was read as LF, and the text begins at byte `start`. */
export interface Reading {
  readonly crlf: boolean
  readonly start: number
}

/** Matches in a text as edits of the UTF-8 bytes that it was read from. */
export function editsOf(text: string, matches: readonly Match[], { crlf, start }: Reading): readonly Edit[] {
  const edits: Edit[] = []
  let [index, byte] = [0, start]
  const advance = (to: number): number => {
    const passed = text.slice(index, to)
    byte += Buffer.byteLength(passed) + (crlf ? passed.split('\n').length - 1 : 0)
    index = to
    return byte
  }
  for (const match of matches) {
    const [from, to] = [advance(match.from), advance(match.to)]
    const put = crlf ? match.text.replaceAll('\r\n', '\n') : match.text
    if (text.slice(match.from, match.to) !== put) edits.push([from, to, crlf ? put.replaceAll('\n', '\r\n') : put])
  }
  return edits
}
