import { type Cell, RawText } from './cell.ts'

/**
 * The text of a definition as a string, also where it is not valid: then each byte above 0x7f is half a surrogate pair (U+DC80 to U+DCFF), which no valid text has
 * (after Python's `surrogateescape`, PEP 383).
 */
export function escaped(cell: Cell | undefined): string | null {
  if (!(cell instanceof RawText)) return typeof cell === 'string' ? cell : null
  return Buffer.from(cell.bytes)
    .toString('latin1')
    .replaceAll(/[\x80-\xff]/g, (byte) => String.fromCharCode(escape + byte.charCodeAt(0)))
}

/** What {@link escaped} was given. */
export function unescaped(text: string | null): Cell {
  if (text === null || text.isWellFormed()) return text
  const bytes = text.replaceAll(/[\udc80-\udcff]/g, (half) => String.fromCharCode(half.charCodeAt(0) - escape))
  return new RawText(Buffer.from(bytes, 'latin1'))
}

const escape = 0xdc00
