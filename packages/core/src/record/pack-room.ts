import { join } from 'node:path'
import { PlanError, messageOf } from '../model/index.ts'
import { appendFile, writeError } from './append-file.ts'
import type { AppendFile } from './append-file.ts'
import { diskSync } from './disk-sync.ts'
import { syncFolder } from './durable-file.ts'
import { readAt } from './file-window.ts'
import { groupCommit } from './group-commit.ts'
import { decodeStored, encodeEntry } from './pack-entry.ts'
import { indexPacks, nextPack, packsIn } from './pack-index.ts'
import type { PackPlace } from './pack-index.ts'
import type { RecordFs } from './record-fs.ts'

/** Blobs of one folder of packs. */
export interface PackRoom {
  /** Stores bytes under their digest unless they are there. Errors: `failed`. */
  add(digest: string, bytes: Uint8Array): void
  /** The bytes of a digest, not verified; undefined where there are none. Errors: `corrupt`. */
  find(digest: string): Uint8Array | undefined
  /** Errors: `failed`. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Opens a folder of packs. The pack to write is created with the first blob, after all that are there. */
export function packRoom(fs: RecordFs, folder: string, run: string): PackRoom {
  const what = `the undo and outputs of run "${run}"`
  let index: Map<string, PackPlace> | undefined
  let pending: Buffer[] = []
  let size = 0
  let writing: { readonly pack: string; readonly file: AppendFile } | undefined
  // Blobs that were added here and are not written yet.
  const buffered = new Map<string, Uint8Array>()

  const places = (): Map<string, PackPlace> => (index ??= indexPacks(fs, folder))
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

  return {
    add(digest, bytes) {
      writing?.file.assertWhole()
      if (places().has(digest)) return
      writing ??= createPack(fs, folder, what)
      const entry = encodeEntry(digest, bytes)
      const position = writing.file.size + size + entry[0]!.length
      places().set(digest, {
        digest,
        size: bytes.length,
        stored: entry[1]!.length,
        coding: entry[0]!.readUInt16BE(50),
        pack: writing.pack,
        position,
      })
      pending.push(...entry)
      size += entry[0]!.length + entry[1]!.length
      buffered.set(digest, bytes)
      if (size > bufferLimit) write()
    },
    find(digest) {
      const waiting = buffered.get(digest)
      if (waiting) return waiting
      const place = places().get(digest)
      return place && readPlace(fs, folder, place, run)
    },
    flush: async () => {
      if (pending.length > 0 || writing?.file.dirty) await commits.request()
    },
    async close() {
      try {
        if (pending.length > 0 || writing?.file.dirty) await commits.request()
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

function readPlace(fs: RecordFs, folder: string, place: PackPlace, run: string): Uint8Array {
  const fd = fs.open(join(folder, place.pack), 'r')
  try {
    return decodeStored(place, readAt(fs, fd, place.position, place.stored))
  } catch (cause) {
    throw new PlanError('corrupt', `Cannot read blob ${place.digest.slice(0, 12)} of run "${run}": ${messageOf(cause)}`, { cause })
  } finally {
    fs.close(fd)
  }
}
