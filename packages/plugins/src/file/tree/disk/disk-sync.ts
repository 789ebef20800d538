import { closeSync, constants, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { anchorsOf } from './anchors.ts'
import { isGone } from '../gone.ts'

/** How many files are open at once: as many as a pack has. Some systems allow a process no more than 1024. */
const together = 256

/** Syncs and closes files as they are opened, many at once, so that the file system can share the work. All that was opened is closed in any case. */
export async function syncOpened(opened: Iterable<number> | AsyncIterable<number>): Promise<void> {
  const files: number[] = []
  try {
    for await (const fd of opened) {
      files.push(fd)
      if (files.length === together) await syncAll(files.splice(0))
    }
  } catch (error) {
    closeAll(files)
    throw error
  }
  await syncAll(files)
}

async function syncAll(files: readonly number[]): Promise<void> {
  const synced = await Promise.allSettled(files.map((fd) => sync(fd)))
  closeAll(files)
  for (const result of synced) if (result.status === 'rejected') throw result.reason
}

function closeAll(files: readonly number[]): void {
  for (const fd of files) closeSync(fd)
}

const sync = promisify(fsync)

/** Makes new names, and the absence of old ones, durable. Directories that are gone themselves are passed over. */
export async function syncDirectories(root: string, directories: readonly string[]): Promise<void> {
  // Windows can't sync a directory, and journals names by itself.
  if (process.platform === 'win32') return
  await syncOpened(openAll(root, [...new Set(directories)].toSorted()))
}

function* openAll(root: string, directories: readonly string[]): Iterable<number> {
  using anchors = anchorsOf(root)
  for (const directory of directories) {
    try {
      yield openSync(`${anchors.at(directory)}.`, constants.O_RDONLY | constants.O_DIRECTORY)
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
}
