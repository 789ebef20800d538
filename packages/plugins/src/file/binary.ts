import { isUtf8 } from 'node:buffer'
import type { Tree } from './tree/tree.ts'

/** As git has it: what is not text has a NUL near its start; and what is not UTF-8 can't be shown. */
export function isBinary(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && (!isUtf8(bytes) || beginsBinary(bytes))
}

/** A file's content; `binary` where it is large and its start tells that it is not text, so that it is not read whole. Errors: `missing`, `failed`. */
export function readUnlessBinary(tree: Tree, path: string): Uint8Array | 'binary' {
  const small = tree.look(path)
  if (small) return small.bytes
  const [start] = tree.chunks(path)
  return start && beginsBinary(start) ? 'binary' : tree.read(path)
}

function beginsBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0)
}
