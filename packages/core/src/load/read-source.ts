import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { MAX_BYTES } from './decode.ts'

/** The bytes of a plan or project file. Of one that is too large to be either, only so many that loading it tells so. */
export function readSource(path: string): Uint8Array {
  return statSync(path).size <= MAX_BYTES ? readFileSync(path) : beginningOf(path, MAX_BYTES + 1)
}

function beginningOf(path: string, length: number): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}
