import { hash } from 'node:crypto'

/** SHA-256 (hex) of bytes as they are. */
export function bytesDigest(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/**
 * SHA-256 (hex) of a file's content as a reviewer reads it: without a byte order mark, and with CRLF as LF, since git
 * rewrites line endings on checkout. Binary files (with a NUL in the first 8,000 bytes, git's own rule) are digested as they are.
 */
export function contentDigest(bytes: Uint8Array): string {
  const isBinary = bytes.subarray(0, 8000).includes(0)
  return bytesDigest(isBinary ? bytes : unixLines(bytes))
}

function unixLines(bytes: Uint8Array): Uint8Array {
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
  if (!text.includes(13)) return text
  const out = new Uint8Array(text.length)
  let size = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === 13 && text[at + 1] === 10) continue
    out[size++] = text[at]!
  }
  return out.subarray(0, size)
}
