import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isWithin, messageOf, PlanError } from '@backout/core/model'

/** The largest file that a plan can bring, in bytes (256 MiB): it is held in memory, and copied into the record of each run. */
const mostBytes = 256 * 1024 * 1024

/**
 * Reads the files that a plan brings: paths are relative to the plan file. What lies outside the repository, also by a link, is not
 * there: a plan from a pull request must not show the files of whoever reads it. Errors: `invalid` for a file that is there and cannot be read.
 */
export function filesBeside(root: string, path: string): (file: string) => Uint8Array | undefined {
  const [folder, top] = [dirname(join(root, path)), realpathSync(root)]
  return (file) => {
    const real = realOf(resolve(folder, file))
    if (real === undefined || !isWithin(top, real)) return undefined
    const stats = statSync(real, { throwIfNoEntry: false })
    if (!stats?.isFile()) return undefined
    if (stats.size > mostBytes) throw new PlanError('invalid', `Cannot read "${file}": it is larger than ${mostBytes / 1024 / 1024} MiB`)
    return contentOf(real, file)
  }
}

/** The end of all links; undefined for what is not there, or can't be, as a link to itself. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function contentOf(real: string, file: string): Uint8Array {
  try {
    return readFileSync(real)
  } catch (cause) {
    throw new PlanError('invalid', `Cannot read "${file}": ${messageOf(cause)}`, { cause })
  }
}
