import { dirname } from 'node:path'
import { systemCodeOf } from '../../model/index.ts'
import type { RecordFs } from './record-fs.ts'

/** Writes all of `bytes`, however short each write is, at the end of the file or at `position`. */
export function writeAll(fs: RecordFs, fd: number, bytes: Uint8Array, position?: number): void {
  let offset = 0
  while (offset < bytes.length) {
    const written = fs.write(fd, bytes, offset, position === undefined ? undefined : position + offset)
    if (written <= 0) throw new Error(`write gave ${written} for ${bytes.length - offset} bytes`)
    offset += written
  }
}

/** The bytes of a file, whole or in parts. */
export type Content = Uint8Array | Generator<Uint8Array>

/** Creates a file that must not exist yet, mode 0600, with its bytes on disk. The folder is not synced. */
export function createFile(fs: RecordFs, path: string, content: Content): void {
  const fd = fs.open(path, 'wx', 0o600)
  try {
    for (const bytes of content instanceof Uint8Array ? [content] : content) writeAll(fs, fd, bytes)
    fs.fsync(fd)
  } finally {
    fs.close(fd)
  }
}

/** Puts a file where there is none, or in the place of another, durably: whole or not at all. It is written to `draft` first, in the same folder. */
export function replaceFile(fs: RecordFs, path: string, content: Content, draft: string): void {
  try {
    createFile(fs, draft, content)
    fs.rename(draft, path)
    syncFolder(fs, dirname(path))
  } catch (error) {
    fs.remove(draft)
    throw error
  }
}

/** Makes a folder's entries durable. Where the system cannot sync a folder (Windows), it keeps them by itself. */
export function syncFolder(fs: RecordFs, path: string): void {
  let fd: number
  try {
    fd = fs.openFolder(path)
  } catch (error) {
    if (unsyncable.has(systemCodeOf(error))) return
    throw error
  }
  try {
    fs.fsync(fd)
  } catch (error) {
    if (!unsyncable.has(systemCodeOf(error))) throw error
  } finally {
    fs.close(fd)
  }
}

const unsyncable = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'])
