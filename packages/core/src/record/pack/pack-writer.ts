import { join } from 'node:path'
import { AppendFile } from '../file/append-file.ts'
import { writeError } from '../file/write-error.ts'
import { diskSync } from '../file/disk-sync.ts'
import { syncFolder } from '../file/durable-file.ts'
import { GroupCommit } from '../journal/group-commit.ts'
import { encodeEntry } from './pack-entry.ts'
import { nextPack, type PackPlace, packsIn } from './pack-index.ts'
import type { RecordFs } from '../file/record-fs.ts'

interface OpenPack {
  readonly pack: string
  readonly file: AppendFile
}

/** Writes a pack of its own, which is created with the first blob, after all that are there. */
export class PackWriter {
  readonly #create: () => OpenPack
  readonly #places = new Map<string, PackPlace>()
  readonly #buffered = new Map<string, Uint8Array>()
  readonly #commits = new GroupCommit(() => {
    this.#write()
    return this.#open?.file.dirty ? this.#open.file.sync() : undefined
  })
  #pending: Buffer[] = []
  #size = 0
  #open: OpenPack | undefined

  /** `what` is for messages. */
  constructor(fs: RecordFs, folder: string, what: string) {
    this.#create = () => createPack(fs, folder, what)
  }

  /** Stores bytes under their digest, unless it has done so before. Errors: `failed`. */
  add(digest: string, bytes: Uint8Array): void {
    this.#open?.file.assertWhole()
    if (this.#places.has(digest)) return
    const { pack, file } = (this.#open ??= this.#create())
    const { entry, header, stored } = encodeEntry(digest, bytes)
    this.#places.set(digest, { ...entry, pack, position: file.size + this.#size + header.length })
    this.#pending.push(header, stored)
    this.#size += header.length + stored.length
    this.#buffered.set(digest, bytes)
    if (this.#size > bufferLimit) this.#write()
  }

  /** Where in its pack a digest is. */
  placeOf(digest: string): PackPlace | undefined {
    return this.#places.get(digest)
  }

  /** The bytes of a digest that are not written yet. */
  waiting(digest: string): Uint8Array | undefined {
    return this.#buffered.get(digest)
  }

  /** Resolves once everything that was added is on disk; shares a sync with whoever else waits. Errors: `failed`. */
  async flush(): Promise<void> {
    // What a failed write took along may be somebody else's blob.
    this.#open?.file.assertWhole()
    if (this.#pending.length > 0 || this.#open?.file.dirty) await this.#commits.request()
  }

  /** Flushes, unless that has failed already. */
  async close(): Promise<void> {
    try {
      if (!this.#open?.file.failed) await this.flush()
    } finally {
      this.#open?.file.close()
      this.#open = undefined
    }
  }

  #write(): void {
    if (this.#pending.length === 0 || this.#open === undefined) return
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#size = 0
    this.#buffered.clear()
    this.#open.file.write(bytes)
  }
}

/** bytes */
const bufferLimit = 8 * 1024 * 1024

function createPack(fs: RecordFs, folder: string, what: string): OpenPack {
  const pack = nextPack(packsIn(fs, folder))
  try {
    const fd = fs.open(join(folder, pack), 'wx', 0o600)
    syncFolder(fs, folder)
    return { pack, file: new AppendFile({ fs, fd, size: 0, sync: diskSync(fs), what }) }
  } catch (cause) {
    throw writeError(what, cause)
  }
}
