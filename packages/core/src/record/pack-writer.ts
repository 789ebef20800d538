import { join } from 'node:path'
import { appendFile, writeError } from './append-file.ts'
import type { AppendFile } from './append-file.ts'
import { diskSync } from './disk-sync.ts'
import { syncFolder } from './durable-file.ts'
import { groupCommit } from './group-commit.ts'
import { encodeEntry } from './pack-entry.ts'
import { nextPack, packsIn } from './pack-index.ts'
import type { PackPlace } from './pack-index.ts'
import type { RecordFs } from './record-fs.ts'

/** Writes one pack. */
export interface PackWriter {
  /** Stores bytes under their digest, unless it has done so before. Errors: `failed`. */
  add(digest: string, bytes: Uint8Array): void
  /** Where in its pack a digest is. */
  placeOf(digest: string): PackPlace | undefined
  /** The bytes of a digest that are not written yet. */
  waiting(digest: string): Uint8Array | undefined
  /** Resolves once everything that was added is on disk; shares a sync with whoever else waits. Errors: `failed`. */
  flush(): Promise<void>
  /** Flushes, unless that has failed already. */
  close(): Promise<void>
}

/** Writes a pack of its own, which is created with the first blob, after all that are there. `what` is for messages. */
export function packWriter(fs: RecordFs, folder: string, what: string): PackWriter {
  const places = new Map<string, PackPlace>()
  const buffered = new Map<string, Uint8Array>()
  let pending: Buffer[] = []
  let size = 0
  let writing: { readonly pack: string; readonly file: AppendFile } | undefined

  const write = (): void => {
    if (pending.length === 0 || writing === undefined) return
    const bytes = Buffer.concat(pending)
    pending = []
    size = 0
    buffered.clear()
    writing.file.write(bytes)
  }
  const commits = groupCommit(() => {
    write()
    return writing?.file.dirty ? writing.file.sync() : undefined
  })
  const flush = async (): Promise<void> => {
    // What a failed write took along may be somebody else's blob.
    writing?.file.assertWhole()
    if (pending.length > 0 || writing?.file.dirty) await commits.request()
  }

  return {
    add(digest, bytes) {
      writing?.file.assertWhole()
      if (places.has(digest)) return
      writing ??= createPack(fs, folder, what)
      const { entry, header, stored } = encodeEntry(digest, bytes)
      places.set(digest, { ...entry, pack: writing.pack, position: writing.file.size + size + header.length })
      pending.push(header, stored)
      size += header.length + stored.length
      buffered.set(digest, bytes)
      if (size > bufferLimit) write()
    },
    placeOf: (digest) => places.get(digest),
    waiting: (digest) => buffered.get(digest),
    flush,
    async close() {
      try {
        if (!writing?.file.failed) await flush()
      } finally {
        writing?.file.close()
        writing = undefined
      }
    },
  }
}

/** bytes */
const bufferLimit = 8 * 1024 * 1024

function createPack(fs: RecordFs, folder: string, what: string): { readonly pack: string; readonly file: AppendFile } {
  const pack = nextPack(packsIn(fs, folder))
  try {
    const fd = fs.open(join(folder, pack), 'wx', 0o600)
    syncFolder(fs, folder)
    return { pack, file: appendFile({ fs, fd, size: 0, sync: diskSync(fs), what }) }
  } catch (cause) {
    throw writeError(what, cause)
  }
}
