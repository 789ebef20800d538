import { dirname, join } from 'node:path'
import { draftIn } from '../file/draft.ts'
import { writeAll } from '../file/durable-file.ts'
import { namesIn } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'

/** The file `<token>.lease`: it is there while the claim is held, and is written with each heartbeat (its time in ISO 8601, for people). */
export interface Lease {
  /** Whether the claim is still held: whoever takes it over, or frees it, removes the file. */
  readonly held: boolean
  /** Says that the holder is alive. */
  beat(now: Date): void
  remove(): void
}

/** The lease of a token in the folder of claims. */
export function leaseOf(fs: RecordFs, folder: string, token: string): Lease {
  const path = leasePath(folder, token)
  return {
    get held() {
      return fs.exists(path)
    },
    beat: (now) => write(fs, path, 'r+', now),
    remove: () => fs.remove(path),
  }
}

/** Creates the lease of a claim that was just won. It is not synced: whatever takes the file away takes its holder along. */
export function createLease(fs: RecordFs, folder: string, token: string, now: Date): Lease {
  write(fs, leasePath(folder, token), 'wx', now)
  return leaseOf(fs, folder, token)
}

function write(fs: RecordFs, path: string, flags: 'r+' | 'wx', now: Date): void {
  const fd = fs.open(path, flags, 0o600)
  try {
    writeAll(fs, fd, Buffer.from(now.toISOString()), 0)
  } finally {
    fs.close(fd)
  }
}

/**
 * When the holder of a token was last seen, as a time of the clock whose `now` this is; undefined where there is no lease. How long ago
 * that was is told by the file system alone, which has one clock for all machines: those of two machines may differ by more than a lease.
 */
export function lastBeat(fs: RecordFs, folder: string, token: string, now: Date): Date | undefined {
  const beat = fs.modifiedAt(leasePath(folder, token))
  if (beat === 0) return undefined
  return new Date(now.getTime() - Math.max(0, (timeIn(fs, folder) ?? now.getTime()) - beat))
}

/** The time by the clock of a folder's file system: that at which a file is made beside it; undefined where none can be made. */
function timeIn(fs: RecordFs, folder: string): number | undefined {
  const probe = draftIn(dirname(folder))
  try {
    fs.close(fs.open(probe, 'wx', 0o600))
    const time = fs.modifiedAt(probe)
    fs.remove(probe)
    return time
  } catch {
    return undefined
  }
}

/** The tokens that have a lease. Errors: `failed` where the folder cannot be read. */
export function leaseTokens(fs: RecordFs, folder: string): readonly string[] {
  return namesIn(fs, folder, 'the claims in').flatMap((name) => (name.endsWith(suffix) ? [name.slice(0, -suffix.length)] : []))
}

const suffix = '.lease'

function leasePath(folder: string, token: string): string {
  return join(folder, token + suffix)
}
