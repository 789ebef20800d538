import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

/**
 * Reads the files that a plan brings: paths are relative to the plan file. What lies outside the repository, also by a link, is not
 * there: a plan from a pull request must not show the files of whoever reads it.
 */
export function filesBeside(root: string, path: string): (file: string) => Uint8Array | undefined {
  const [folder, top] = [dirname(join(root, path)), realpathSync(root)]
  return (file) => {
    const at = resolve(folder, file)
    if (!statSync(at, { throwIfNoEntry: false })?.isFile()) return undefined
    const real = realpathSync(at)
    return real.startsWith(top + sep) ? readFileSync(real) : undefined
  }
}
