import { join } from 'node:path'
import { createFile, writeAll } from './durable-file.ts'
import { codeOf } from './error-code.ts'
import { namesIn } from './read-error.ts'
import type { RecordFs } from './record-fs.ts'

/** The file `<token>.lease`: it is there while the claim is held, and holds the time of the last heartbeat (ISO 8601). */
export interface Lease {
  /** Whether the claim is still held: whoever takes it over, or frees it, removes the file. */
  readonly held: boolean
  /** Sets the time of the last heartbeat. */
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
    beat(now) {
      const fd = fs.open(path, 'r+')
      try {
        writeAll(fs, fd, Buffer.from(now.toISOString()), 0)
      } finally {
        fs.close(fd)
      }
    },
    remove: () => fs.remove(path),
  }
}

/** Creates the lease of a claim that was just won. */
export function createLease(fs: RecordFs, folder: string, token: string, now: Date): Lease {
  createFile(fs, leasePath(folder, token), Buffer.from(now.toISOString()))
  return leaseOf(fs, folder, token)
}

/**
 * When the holder of a token was last seen; undefined where there is no lease. Where its own clock ran ahead of `now`, the time at
 * which its file was changed tells more.
 */
export function lastBeat(fs: RecordFs, folder: string, token: string, now: Date): Date | undefined {
  const path = leasePath(folder, token)
  const time = new Date(textOf(fs, path))
  if (Number.isNaN(time.getTime())) return undefined
  return time > now ? new Date(Math.min(time.getTime(), fs.modifiedAt(path))) : time
}

/** Empty where there is no such file; its holder may remove it at any time. */
function textOf(fs: RecordFs, path: string): string {
  try {
    return Buffer.from(fs.readFile(path)).toString()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
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
