import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobRef } from '../../model/index.ts'
import { damagedBlob } from '../file/damaged-record.ts'
import { readAt } from '../file/file-window.ts'
import { decodeStored } from './pack-entry.ts'
import { indexPacks, type PackPlace } from './pack-index.ts'
import { PackWriter } from './pack-writer.ts'
import type { RecordFs } from '../file/record-fs.ts'

/** Blobs of one folder of packs. */
export interface PackRoom {
  /** Stores bytes under their digest, unless it has done so before. Errors: `failed`. */
  add(digest: string, bytes: Uint8Array): void
  /** The bytes of a blob; undefined where there are none. Errors: `corrupt`, where none of what is stored has that digest and that size. */
  find(ref: BlobRef): Uint8Array | undefined
  /** Errors: `failed`. */
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a folder of packs. The pack to write is created with the first blob, after all that are there. What earlier processes have
 * stored is read, but never relied on instead of storing it again: they may have died before it was on disk.
 */
export function packRoom(fs: RecordFs, folder: string, run: string): PackRoom {
  const writer = new PackWriter(fs, folder, `the undo and outputs of run "${run}"`)
  let earlier: ReadonlyMap<string, PackPlace> | undefined

  const places = function* (digest: string): Generator<PackPlace> {
    const own = writer.placeOf(digest)
    if (own) yield own
    earlier ??= indexPacks(fs, folder)
    for (let place = earlier.get(digest); place; place = place.other) yield place
  }
  return {
    add: (digest, bytes) => writer.add(digest, bytes),
    flush: () => writer.flush(),
    close: () => writer.close(),
    find({ digest, size }) {
      const waiting = writer.waiting(digest)
      if (waiting) return waiting
      let found = false
      for (const place of places(digest)) {
        found = true
        const bytes = place.size === size ? readPlace(fs, folder, place) : undefined
        if (bytes) return bytes
      }
      if (!found) return undefined
      throw damagedBlob(run, `Cannot read blob ${digest.slice(0, 12)} of run "${run}": its bytes do not have its digest`)
    },
  }
}

/** The bytes at a place, or undefined where they are not what was stored there. */
function readPlace(fs: RecordFs, folder: string, place: PackPlace): Uint8Array | undefined {
  const fd = fs.open(join(folder, place.pack), 'r')
  try {
    const bytes = decodeStored(place, readAt(fs, fd, place.position, place.stored))
    return hash('sha256', bytes, 'hex') === place.digest ? bytes : undefined
  } catch {
    return undefined
  } finally {
    fs.close(fd)
  }
}
