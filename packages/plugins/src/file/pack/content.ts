import { isBinary } from '../binary.ts'
import type { Tree } from '../tree/tree.ts'
import type { Edit, FileChange } from './unit.ts'

/** Bytes as they are journalled: text where they are that, so that a reader, and the masking of secrets, sees it. JSON would need six characters for each NUL of what is none. */
export function storedContent(bytes: Uint8Array): string | Uint8Array {
  return isBinary(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** The bytes that {@link storedContent} stored. */
export function bytesOf(stored: string | Uint8Array): Uint8Array {
  return typeof stored === 'string' ? Buffer.from(stored, 'utf8') : stored
}

/** The bytes of a content that was stored in pieces, one piece after the other. */
export function bytesOfPieces(pieces: readonly (string | Uint8Array)[]): Iterable<Uint8Array> {
  return pieces.values().map(bytesOf)
}

/** The new content of a change, in pieces. Errors: `missing` where what it is made from is gone. */
export function newContent(tree: Tree, change: FileChange): Iterable<Uint8Array> {
  if (change.content !== undefined) return [bytesOf(change.content)]
  if (change.from !== undefined) return tree.chunks(change.from)
  return [applyEdits(tree.read(change.path), change.edits ?? [])]
}

/** A content with edits applied. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (const [from, to, text] of edits) {
    parts.push(bytes.subarray(at, from), Buffer.from(text, 'utf8'))
    at = to
  }
  return Buffer.concat([...parts, bytes.subarray(at)])
}
