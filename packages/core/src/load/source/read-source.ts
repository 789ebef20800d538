import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, PlanError } from '../../model/index.ts'
import { MAX_BYTES } from './decode.ts'

/**
 * The bytes of a plan or project file, by its path from the root. Of one that is too large to be either, only so many that loading it tells so. Errors:
 * `invalid` where the system does not let it be read.
 */
export function readSource(root: string, path: string): Uint8Array {
  const file = join(root, path)
  try {
    return statSync(file).size <= MAX_BYTES ? readFileSync(file) : beginningOf(file, MAX_BYTES + 1)
  } catch (cause) {
    throw new PlanError('invalid', `Cannot read "${path}": ${messageOf(cause)}`, { cause })
  }
}

/** Why there is nothing to be read at a path from the root, in words; undefined of a plain file, or a link to one. */
export function whyNoFile(root: string, path: string): string | undefined {
  try {
    const there = statSync(join(root, path))
    if (there.isFile()) return undefined
    return there.isDirectory() ? 'a folder' : 'no plain file'
  } catch (error) {
    const { code } = error as { readonly code?: string }
    if (code === 'ENOENT' || code === 'ELOOP') return 'a link that leads nowhere'
    throw error
  }
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
