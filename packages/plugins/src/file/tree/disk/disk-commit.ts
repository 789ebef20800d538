import { chmodSync, chownSync, lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { PlanError } from '@backout/core/plugin'
import { ancestorsOf, comparePaths, nameOf, parentOf } from '../../path.ts'
import { type Anchors, anchorsOf } from './anchors.ts'
import { prepareEntries, type Prepared } from './disk-prepare.ts'
import { placeEntry } from './disk-place.ts'
import { syncDirectories } from './disk-sync.ts'
import { giveTo } from '../owner.ts'
import { reaching } from '../system-error.ts'
import { temporaryName } from './temporary.ts'
import { assertUnchanged } from './unchanged.ts'
import type { Effect } from '../tree.ts'

/** Brings effects about on disk, as {@link Tree.commit} promises: temporary files, one round of syncs, then renames, removals, and the directories' syncs. */
export async function commitToDisk(root: string, effects: readonly Effect[], proceed: () => void): Promise<void> {
  const sorted = effects.toSorted((a, b) => comparePaths(a.path, b.path))
  const made: string[] = []
  const prepared: Prepared[] = []
  const changed: string[] = []
  try {
    makeDirectories(root, sorted, made)
    await prepareEntries(root, sorted, prepared)
    assertUnchanged(root, sorted)
    proceed()
    placeAll(root, prepared, changed)
    changeModes(root, sorted, changed)
    await removeAll(root, sorted, made, changed)
  } catch (cause) {
    discard(root, prepared, changed.length === 0 ? made : [])
    throw failure(effects, changed.length, cause)
  }
  await syncDirectories(root, [...made, ...changed].map(parentOf))
}

/** From the first entry of `changed` on, an error leaves some effects brought about. */
function placeAll(root: string, prepared: readonly Prepared[], changed: string[]): void {
  using anchors = anchorsOf(root)
  for (const entry of prepared) {
    reaching('write', entry.effect.path, () => placeEntry(anchors, entry))
    changed.push(entry.effect.path)
  }
}

/** A directory that is there, and is to be one, gets another mode. */
function changeModes(root: string, effects: readonly Effect[], changed: string[]): void {
  using anchors = anchorsOf(root)
  for (const effect of effects) {
    if (effect.become !== 'directory' || effect.expect === 'absent') continue
    reaching('write', effect.path, () => chmodSync(`${anchors.at(effect.path)}.`, effect.mode))
    changed.push(effect.path)
  }
}

/** New names are durable before old ones go, since what is moved would have neither after a power failure. What is in a directory goes before it. */
async function removeAll(root: string, effects: readonly Effect[], made: readonly string[], changed: string[]): Promise<void> {
  const removals = effects.filter(({ become }) => become === 'absent')
  const fresh = [...made, ...changed]
  if (removals.length > 0 && fresh.length > 0) {
    await syncDirectories(root, fresh.map(parentOf))
    assertUnchanged(root, removals)
  }
  using anchors = anchorsOf(root)
  for (const { path, expect } of removals.toReversed()) {
    reaching('write', path, () => removeEntry(anchors, path, expect))
    changed.push(path)
  }
}

function failure(effects: readonly Effect[], changed: number, cause: unknown): PlanError {
  if (changed > 0) {
    return new PlanError('failed', `Cannot finish writing ${named(effects)}: some are written and some are not`, { cause })
  }
  return cause instanceof PlanError ? cause : new PlanError('failed', `Cannot write ${named(effects)}`, { cause })
}

function makeDirectories(root: string, effects: readonly Effect[], made: string[]): void {
  using anchors = anchorsOf(root)
  const make = (path: string, body: (where: string) => void): void =>
    reaching('write', path, () => {
      const where = anchors.at(parentOf(path)) + nameOf(path)
      if (lstatSync(where, { throwIfNoEntry: false })) return
      body(where)
      made.push(path)
    })
  for (const effect of effects) {
    if (effect.become !== 'absent') for (const directory of ancestorsOf(effect.path)) make(directory, (where) => mkdirSync(where))
    if (effect.become === 'directory') make(effect.path, (where) => makeExactly(anchors, effect, where))
  }
}

/** The mode of `mkdir` is cut by the umask, so that the directory gets its name only once it has its mode. */
function makeExactly(anchors: Anchors, { path, state, mode, owner }: Effect & { readonly become: 'directory' }, where: string): void {
  const temporary = anchors.at(parentOf(path)) + temporaryName(path, state)
  if (lstatSync(temporary, { throwIfNoEntry: false })) rmdirSync(temporary)
  mkdirSync(temporary)
  giveTo(owner, (uid, gid) => chownSync(temporary, uid, gid))
  chmodSync(temporary, mode)
  renameSync(temporary, where)
}

function removeEntry(anchors: Anchors, path: string, was: string): void {
  const where = anchors.at(parentOf(path)) + nameOf(path)
  if (!was.startsWith('directory:')) unlinkSync(where)
  else if (lstatSync(where, { throwIfNoEntry: false })) rmdirSync(where)
}

/** Nothing was brought about yet: takes back temporary files and new directories. */
function discard(root: string, prepared: readonly Prepared[], made: readonly string[]): void {
  using anchors = anchorsOf(root)
  const quietly = (path: string, remove: (where: string) => void): void => {
    try {
      remove(anchors.at(parentOf(path)) + nameOf(path))
    } catch {
      // What can't be removed here is found by `sweep`, or is a directory that somebody else uses.
    }
  }
  for (const { temporary } of prepared) quietly(temporary, unlinkSync)
  for (const directory of made.toReversed()) quietly(directory, rmdirSync)
}

function named(effects: readonly Effect[]): string {
  const [first] = effects
  return effects.length === 1 && first ? `"${first.path}"` : `${effects.length} files`
}
