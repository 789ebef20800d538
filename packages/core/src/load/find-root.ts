import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The name of the project file. */
export const PROJECT_FILE = 'backout.yaml'

/** The root of a repository: the nearest folder, from `start` upwards, with a `backout.yaml`; else the nearest with a `.git`; else `start` itself. */
export function findRoot(start: string): string {
  const folders = upwards(resolve(start))
  return (
    folders.find((folder) => existsSync(join(folder, PROJECT_FILE))) ??
    folders.find((folder) => existsSync(join(folder, '.git'))) ??
    folders[0]!
  )
}

function upwards(folder: string): readonly string[] {
  const folders = [folder]
  for (let at = folder; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at))
  return folders
}
