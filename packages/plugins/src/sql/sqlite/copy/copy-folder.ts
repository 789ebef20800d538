import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf, PlanError } from '@backout/core/plugin'

/**
 * Makes a folder for a copy of a database (`file`, for messages), and removes those that processes which were killed have left. Gives its path.
 * Errors: `failed`.
 */
export function makeCopyFolder(file: string): string {
  removeLeftBehind()
  try {
    return mkdtempSync(join(tmpdir(), `${ownFolders()}${process.pid}-`))
  } catch (cause) {
    throw new PlanError('failed', `Cannot copy database "${file}" for a preview: ${messageOf(cause)}`, {
      cause,
      hint: 'Check the folder for temporary files (TMPDIR)',
    })
  }
}

/** Removes a folder with all that is in it, where there is one. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

/** The same, where the system allows that. */
export function removeIfAllowed(path: string): void {
  try {
    removeFolder(path)
  } catch {
    // It goes with the copy, or is another user's.
  }
}

/** How folders begin that processes of this machine make; a container has a name of its own, and numbers of its own for its processes. */
function ownFolders(): string {
  return `backout-sqlite-${hostname()}-`
}

/** A process that was killed while it copied has left its folder there. Nobody is kept from a preview by what cannot be looked through or removed. */
function removeLeftBehind(): void {
  try {
    const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(ownFolders()))
    for (const name of folders) if (isDead(Number.parseInt(name.slice(ownFolders().length)))) removeIfAllowed(join(tmpdir(), name))
  } catch {
    // It is for a later preview.
  }
}

function isDead(pid: number): boolean {
  try {
    return !process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
