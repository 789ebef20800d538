/** The text of a file, or why it is not one: `offset` is a byte offset for bytes and a character offset for a string. */
export type Decoded = { readonly text: string } | { readonly problem: string; readonly text: string; readonly offset: number }

/** The largest plan or project file, in bytes (16 MiB). */
export const MAX_BYTES = 16 * 1024 * 1024

/**
 * Decodes UTF-8. A byte order mark stays in the text, so that offsets are those of the file. Refused: other encodings,
 * characters that YAML 1.2 does not allow (5.1 "Character Set"), files over {@link MAX_BYTES},
 * and carriage returns alone, which YAML and many an editor read as the end of a line, and the parser and other editors do not.
 */
export function decode(source: string | Uint8Array): Decoded {
  if (source.length > MAX_BYTES) return { problem: `It is larger than ${MAX_BYTES / 1024 / 1024} MiB`, text: '', offset: 0 }
  const decoded = typeof source === 'string' ? { text: source } : decodeBytes(source)
  if ('problem' in decoded) return decoded
  const offset = decoded.text.search(forbidden)
  if (offset < 0) return decoded
  if (decoded.text[offset] === '\r') return { problem: alone, text: decoded.text, offset }
  return { problem: `It holds the character ${codeOf(decoded.text, offset)}, which YAML does not allow`, text: decoded.text, offset }
}

const alone = 'It holds a carriage return without a line feed: lines end with LF, or with CR LF'

/** The printable characters of YAML 1.2, negated; lone surrogates are no characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\r(?!\n)|(?<!^)\ufeff|\p{Surrogate}/u

function decodeBytes(bytes: Uint8Array): Decoded {
  const mark = utf16Mark(bytes)
  if (mark) return { problem: `It is encoded in ${mark}, not in UTF-8`, text: '', offset: 0 }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    return { problem: 'It is not encoded in UTF-8', text, offset: Math.max(0, text.indexOf('\ufffd')) }
  }
}

function utf16Mark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 (little endian)'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 (big endian)'
  return undefined
}

function codeOf(text: string, offset: number): string {
  return `U+${text.codePointAt(offset)!.toString(16).toUpperCase().padStart(4, '0')}`
}
