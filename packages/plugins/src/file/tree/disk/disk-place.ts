import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs'
import { PlanError } from '@backout/core/plugin'
import { nameOf, parentOf } from '../../path.ts'
import type { Anchors } from './anchors.ts'
import type { Prepared } from './disk-prepare.ts'

/** Gives a prepared file its name: over what is there, or, where nothing was, only if nothing is there still. Errors: `conflict`. */
export function placeEntry(anchors: Anchors, { effect, temporary }: Prepared): void {
  const directory = anchors.at(parentOf(effect.path))
  const [from, to] = [directory + nameOf(temporary), directory + nameOf(effect.path)]
  if (effect.expect !== 'absent' || !placeNew(from, to, effect.path)) renameSync(from, to)
}

/** A rename would replace what has turned up in the meantime; a hard link refuses. False where the file system has none. */
function placeNew(from: string, to: string, path: string): boolean {
  if (lstatSync(from).isSymbolicLink()) return refuseExisting(to, path)
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw turnedUp(path, error)
    return refuseExisting(to, path)
  }
  unlinkSync(from)
  return true
}

function refuseExisting(to: string, path: string): false {
  if (lstatSync(to, { throwIfNoEntry: false })) throw turnedUp(path)
  return false
}

function turnedUp(path: string, cause?: unknown): PlanError {
  return new PlanError('conflict', `Cannot create "${path}": somebody else has created it in the meantime`, { cause })
}
