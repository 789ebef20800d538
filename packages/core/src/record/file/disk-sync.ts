import type { RecordFs } from './record-fs.ts'

/** Syncs a file: gives undefined where it is done already, else a promise. */
export type DiskSync = (fd: number) => Promise<void> | undefined

/**
 * fdatasync in the cheaper of two ways. On a fast disk a hop to a thread and back costs as much as the sync itself, so it blocks;
 * once syncs take longer than {@link patience} (a running mean) it goes through a thread, and the event loop goes on.
 */
export function diskSync(fs: RecordFs): DiskSync {
  let mean = 0
  const learn = (since: number): void => {
    mean += (performance.now() - since - mean) / 8
  }
  return (fd) => {
    const since = performance.now()
    if (mean < patience) {
      fs.fdatasync(fd)
      learn(since)
      return undefined
    }
    return new Promise((resolve, reject) => {
      fs.fdatasyncLater(fd, (error) => {
        learn(since)
        if (error) reject(error)
        else resolve()
      })
    })
  }
}

/** ms */
const patience = 4
