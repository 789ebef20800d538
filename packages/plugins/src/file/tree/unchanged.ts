import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { PlanError } from '@backout/core/plugin'
import { nameOf, parentOf } from '../path.ts'
import { anchorsOf } from './anchors.ts'
import { isGone } from './gone.ts'
import type { Effect } from './tree.ts'

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
  for (const { path, stamp, become } of effects) {
    if (become === 'directory') continue
    const where = anchors.at(parentOf(path)) + nameOf(path)
    const now = lookAt(() => lstatSync(where, { throwIfNoEntry: false }))
    if (now?.isDirectory() ? stamp === undefined : stamp !== (now && stampOf(now))) throw changed(path)
    if (now?.isDirectory() && become === 'absent') assertEmptied(where, path, leaving)
  }
}

function assertEmptied(where: string, path: string, leaving: ReadonlySet<string>): void {
  const kept = readdirSync(where).find((name) => !leaving.has(`${path}/${name}`))
  if (kept === undefined) return
  throw new PlanError('conflict', `Cannot remove directory "${path}": somebody else has put "${kept}" into it`)
}

function lookAt(look: () => Stats | undefined): Stats | undefined {
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
