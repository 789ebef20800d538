import { hash } from 'node:crypto'
import { type BlobRef, breathing, PlanError } from '../../model/index.ts'
import { damagedBlob } from '../file/damaged-record.ts'
import { packRoom } from './pack-room.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import type { RunFolder } from '../layout/run-folder.ts'
import type { Blobs } from '../run-store.ts'

/** Blobs in append-only packs, `undo/pack-<n>` and `outputs/pack-<n>`. Each writer begins packs of its own. */
export function folderBlobs(fs: RecordFs, folder: RunFolder, run: string, access: 'read' | 'write'): Blobs {
  const rooms = { undo: packRoom(fs, folder.undo, run), outputs: packRoom(fs, folder.outputs, run) }
  const read = (ref: BlobRef): Uint8Array => {
    const what = `blob ${ref.digest.slice(0, 12)} of run "${run}"`
    try {
      const bytes = rooms.undo.find(ref) ?? rooms.outputs.find(ref)
      if (bytes) return bytes
    } catch (cause) {
      throw readError(what, cause)
    }
    throw damagedBlob(run, `Cannot read ${what}: it is not in its record`)
  }
  return {
    async put(bytes, room = 'undo') {
      if (access === 'read') throw new PlanError('internal', `Cannot store a blob of run "${run}": it is open for reading`)
      const ref: BlobRef = { digest: hash('sha256', bytes, 'hex'), size: bytes.length }
      rooms[room].add(ref.digest, bytes)
      return ref
    },
    get: async (ref) => read(ref),
    async open(refs, signal) {
      const breathe = breathing(signal)
      for (const ref of refs) {
        read(ref)
        await breathe()
      }
      return read
    },
    async flush() {
      await Promise.all([rooms.undo.flush(), rooms.outputs.flush()])
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([rooms.undo.close(), rooms.outputs.close()])
    },
  }
}
