import { createHash } from 'node:crypto'
import { lstatSync, rmdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The name, beside a path, of the half-written file that is to become it. The same after a crash, so that it can be found. */
export function temporaryName(path: string, state: string): string {
  return `.backout-${createHash('sha256').update(`${path}\0${state}`).digest('hex').slice(0, 16)}.tmp`
}

/** Looks for, and removes, the half-written files of these states beside `where`; says whether there were any. */
export function removeTemporary(where: string, path: string, states: readonly string[], access: 'look' | 'remove'): boolean {
  const found = states.map((state) => join(dirname(where), temporaryName(path, state))).filter(exists)
  if (access === 'remove') for (const file of found) remove(file)
  return found.length > 0
}

function remove(path: string): void {
  if (lstatSync(path).isDirectory()) rmdirSync(path)
  else unlinkSync(path)
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
