import { join } from 'node:path'
import { readAt } from '../file/file-window.ts'
import { decodeHeader, headerSize, magic, type PackEntry } from './pack-entry.ts'
import type { RecordFs } from '../file/record-fs.ts'

/** Where an entry's stored bytes are. */
export interface PackPlace extends PackEntry {
  readonly pack: string
  /** bytes from the start of the pack to the stored bytes */
  readonly position: number
  /** Another place of the same digest, where there is one: after a crash either may be damaged. */
  readonly other?: PackPlace | undefined
}

/** The packs in a folder, oldest first. */
export function packsIn(fs: RecordFs, folder: string): readonly string[] {
  return fs
    .listPlain(folder)
    .filter((name) => packName.test(name))
    .toSorted()
}

/** The name of the pack after the last of these. */
export function nextPack(packs: readonly string[]): string {
  const last = Number(packName.exec(packs.at(-1) ?? '')?.[1] ?? 0)
  return `pack-${String(last + 1).padStart(6, '0')}`
}

/** Reads the headers of all packs of a folder: what blobs there are, by digest. A torn end of a pack is left out. */
export function indexPacks(fs: RecordFs, folder: string): Map<string, PackPlace> {
  const index = new Map<string, PackPlace>()
  for (const pack of packsIn(fs, folder)) {
    for (const place of entriesOf(fs, folder, pack)) index.set(place.digest, { ...place, other: index.get(place.digest) })
  }
  return index
}

/** Removes all packs of a folder. */
export function discardPacks(fs: RecordFs, folder: string): void {
  for (const pack of packsIn(fs, folder)) fs.remove(join(folder, pack))
}

const packName = /^pack-(\d+)$/

function* entriesOf(fs: RecordFs, folder: string, pack: string): Generator<PackPlace> {
  const fd = fs.open(join(folder, pack), 'r')
  try {
    const size = fs.size(fd)
    for (let position = 0; position >= 0 && position + headerSize <= size; ) {
      const entry = decodeHeader(readAt(fs, fd, position, headerSize))
      const stored = position + headerSize
      if (entry !== undefined && stored + entry.stored <= size) yield { ...entry, pack, position: stored }
      position = entry === undefined ? nextMagic(fs, fd, position + 1, size) : stored + entry.stored
    }
  } finally {
    fs.close(fd)
  }
}

/** Where the next entry may begin after damage; -1 where there is none. */
function nextMagic(fs: RecordFs, fd: number, from: number, size: number): number {
  for (let start = from; start + headerSize <= size; start += window) {
    const found = readAt(fs, fd, start, window + magic.length - 1).indexOf(magic)
    if (found >= 0) return start + found
  }
  return -1
}

const window = 1024 * 1024
