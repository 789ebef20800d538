import { closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlanError } from '@backout/core/plugin'

/**
 * A folder of ours, made where it is missing, so that it lasts. `.backout` ignores itself in git, also where the runs are kept elsewhere. Errors: `refused` for a link: somebody may have
 * committed it, and what is old in the folder is removed; those of the system.
 */
export function ownFolder(root: string, name: string): string {
  const [own, folder] = [join(root, '.backout'), join(root, '.backout', name)]
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new PlanError('refused', `Cannot use the folder ".backout/${name}": it is a link`, { hint: `Take it away: rm .backout/${name}` })
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (made !== undefined) for (const above of [own, root]) syncDirectory(above)
  const ignore = join(own, '.gitignore')
  if (!existsSync(ignore)) {
    const draft = `${ignore}-${process.pid}`
    writeFileSync(draft, '*\n')
    renameSync(draft, ignore)
  }
  return folder
}

/** Makes the names in a folder durable. */
export function syncDirectory(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
