import { createHash } from 'node:crypto'
import { fstatSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { breathing } from '@backout/core/plugin'
import { readChunks } from './read-chunks.ts'
import { changedAt, stampOf } from './unchanged.ts'

/** Hashes of large files as they were found: one that nobody has touched since, by its stamp, is not read again. */
export interface KnownHashes {
  /** SHA-256 (hex) of what is in an open file. */
  of(fd: number): string
  /** Finds it out without holding the thread. */
  learn(fd: number): Promise<void>
}

/** Knows nothing yet. */
export function knownHashes(): KnownHashes {
  const known = new Map<string, string>()
  const hashing = function* (fd: number): Generator<undefined, string> {
    const stamp = stampOf(fstatSync(fd))
    const found = known.get(stamp)
    if (found !== undefined) return found
    const mayTell = settlesIn(stamp) <= 0
    const hash = createHash('sha256')
    for (const chunk of readChunks(fd)) {
      hash.update(chunk)
      yield
    }
    const digest = hash.digest('hex')
    if (mayTell && stampOf(fstatSync(fd)) === stamp) known.set(stamp, digest)
    return digest
  }
  return {
    of(fd) {
      const steps = hashing(fd)
      for (;;) {
        const { done, value } = steps.next()
        if (done) return value
      }
    },
    async learn(fd) {
      // What was written just now would not be kept, and be read once more by whoever asks for it. A clock that was set back is not waited for.
      const wait = settlesIn(stampOf(fstatSync(fd)))
      if (wait > 0 && wait <= longest) await sleep(wait)
      const breathe = breathing()
      for (const _ of hashing(fd)) await breathe()
    },
  }
}

/** In how many ms a file that is then written gets another time than it has. Some file systems count in seconds, FAT in two at once; the clock of the others ticks every 10 ms at least. */
function settlesIn(stamp: string): number {
  const changed = changedAt(stamp)
  return changed + (changed % 1000 === 0 ? longest : 20) - Date.now()
}

/** ms */
const longest = 2000
