import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, normalize, sep } from 'node:path'
import { isWithin } from '@backout/core/model'

/**
 * Where the PATH has a program: never in `folder` (absolute), which is a repository, nor in a folder that npm fills, nor in one that is named from wherever one
 * is. Whoever opens a pull request decides what is there, and Windows would even look there first. Undefined where there is none.
 */
export function programAt(name: string, folder: string, env: { readonly [name: string]: string | undefined }): string | undefined {
  const isForeign = (entry: string): boolean =>
    isAbsolute(entry) && !isWithin(folder, entry) && !normalize(`${entry}/`).endsWith(`node_modules${sep}.bin${sep}`)
  const endings = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE').split(';') : ['']
  const paths = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isForeign)
  return paths.flatMap((path) => endings.map((ending) => join(path, `${name}${ending}`))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
