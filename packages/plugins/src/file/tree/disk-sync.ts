import { closeSync, constants, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { anchorsOf } from './anchors.ts'
import { isGone } from './gone.ts'

/** Syncs whatever `open` adds to the list of open files, all at once, so that the file system can share the work. They are closed in any case. */
export async function syncOpened(open: (files: number[]) => void): Promise<void> {
  const files: number[] = []
  try {
    open(files)
    const synced = await Promise.allSettled(files.map((fd) => sync(fd)))
    for (const result of synced) if (result.status === 'rejected') throw result.reason
  } finally {
    for (const fd of files) closeSync(fd)
  }
}

const sync = promisify(fsync)

/** Makes new names, and the absence of old ones, durable. Directories that are gone themselves are passed over. */
export async function syncDirectories(root: string, directories: readonly string[]): Promise<void> {
  // Windows can't sync a directory, and journals names by itself.
  if (process.platform === 'win32') return
  await syncOpened((files) => openAll(root, [...new Set(directories)].toSorted(), files))
}

function openAll(root: string, directories: readonly string[], files: number[]): void {
  using anchors = anchorsOf(root)
  for (const directory of directories) {
    try {
      files.push(openSync(`${anchors.at(directory)}.`, constants.O_RDONLY | constants.O_DIRECTORY))
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
}
