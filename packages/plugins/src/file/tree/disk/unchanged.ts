import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, type Stats } from 'node:fs'
import { PlanError } from '@backout/core/plugin'
import { nameOf, parentOf } from '../../path.ts'
import { anchorsOf } from './anchors.ts'
import { isGone } from '../gone.ts'
import { readChunks } from './read-chunks.ts'
import { fileState, hashOfChunks } from '../state.ts'
import type { Effect } from '../tree.ts'

/** What tells whether a file was touched since its content was looked at, without reading it again (git's index does the same). */
export function stampOf(stats: Stats): string {
  return [stats.dev, stats.ino, stats.mode, stats.size, stats.mtimeMs, stats.ctimeMs].join(':')
}

/** When somebody last wrote a file, gave it a name or another mode: ms, by the clock of the file system. From its stamp. */
export function changedAt(stamp: string): number {
  return Number(stamp.slice(stamp.lastIndexOf(':') + 1))
}

/** The second half of compare-and-swap, right before the swap. Errors: `conflict`. */
export function assertUnchanged(root: string, effects: readonly Effect[]): void {
  using anchors = anchorsOf(root)
  const leaving = new Set(effects.filter(({ become }) => become === 'absent').map(({ path }) => path))
  for (const { path, stamp, become, expect } of effects) {
    if (become === 'directory') continue
    const where = anchors.at(parentOf(path)) + nameOf(path)
    const now = lookAt(() => lstatSync(where, { throwIfNoEntry: false }))
    const isSame = now?.isDirectory() ? stamp !== undefined : stamp === (now && stampOf(now))
    if (!isSame && !(now?.isFile() && isStill(where, expect))) throw changed(path)
    if (now?.isDirectory() && become === 'absent') assertEmptied(where, path, leaving)
  }
}

/** Whether a file is in its state all the same: another name of it came or went, as where one of two hard links is replaced, or somebody touched it. */
function isStill(where: string, expect: string): boolean {
  const fd = lookAt(() => openSync(where, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK))
  if (fd === undefined) return false
  try {
    return fileState(fstatSync(fd).mode & 0o7777, hashOfChunks(readChunks(fd))) === expect
  } finally {
    closeSync(fd)
  }
}

function assertEmptied(where: string, path: string, leaving: ReadonlySet<string>): void {
  const kept = readdirSync(where).find((name) => !leaving.has(`${path}/${name}`))
  if (kept === undefined) return
  throw new PlanError('conflict', `Cannot remove directory "${path}": somebody else has put "${kept}" into it`)
}

function lookAt<T>(look: () => T | undefined): T | undefined {
  try {
    return look()
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function changed(path: string): PlanError {
  return new PlanError('conflict', `Cannot write "${path}": somebody else has changed it in the meantime`)
}
