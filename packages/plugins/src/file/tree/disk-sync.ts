import { closeSync, constants, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { anchorsOf } from './anchors.ts'
import { isGone } from './gone.ts'

/** Makes new names, and the absence of old ones, durable. Directories that are gone themselves are passed over. */
export async function syncDirectories(root: string, directories: readonly string[]): Promise<void> {
  // Windows can't sync a directory, and journals names by itself.
  if (process.platform === 'win32') return
  const open: number[] = []
  try {
    openAll(root, [...new Set(directories)].toSorted(), open)
    const synced = await Promise.allSettled(open.map((fd) => sync(fd)))
    for (const result of synced) if (result.status === 'rejected') throw result.reason
  } finally {
    for (const fd of open) closeSync(fd)
  }
}

const sync = promisify(fsync)

function openAll(root: string, directories: readonly string[], open: number[]): void {
  using anchors = anchorsOf(root)
  for (const directory of directories) {
    try {
      open.push(openSync(`${anchors.at(directory)}.`, constants.O_RDONLY | constants.O_DIRECTORY))
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
}
