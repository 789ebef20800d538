import { createHash } from 'node:crypto'
import { closeSync, fchownSync, fstatSync, lchownSync, lstatSync, rmSync, symlinkSync, writeSync } from 'node:fs'
import { breathing, PlanError } from '@backout/core/plugin'
import { fileState } from '../state.ts'
import { nameOf, parentOf } from '../../path.ts'
import { type Anchors, anchorsOf } from './anchors.ts'
import { syncOpened } from './disk-sync.ts'
import { createFile, giveMode } from './file-mode.ts'
import { giveTo, type Owner } from '../owner.ts'
import { reaching } from '../system-error.ts'
import { temporaryName } from './temporary.ts'
import type { Effect } from '../tree.ts'

/** A finished file or link under a temporary name, beside the path that it is to become. Both paths are from the root. */
export interface Prepared {
  readonly effect: Effect
  readonly temporary: string
}

/**
 * Writes files and links under temporary names, then syncs the files. Appends to `prepared` as it goes.
 * Errors: `conflict` where a content is not what was planned; those of the system.
 */
export async function prepareEntries(root: string, effects: readonly Effect[], prepared: Prepared[]): Promise<void> {
  await syncOpened(writeAll(root, effects, prepared))
}

async function* writeAll(root: string, effects: readonly Effect[], prepared: Prepared[]): AsyncIterable<number> {
  using anchors = anchorsOf(root)
  const breathe = breathing()
  for (const effect of effects) {
    if (effect.become !== 'file' && effect.become !== 'link') continue
    const steps = prepare(anchors, effect, prepared)
    for (;;) {
      const { done, value } = reaching('write', effect.path, () => steps.next())
      if (value !== undefined) yield value
      if (done) break
      await breathe()
    }
  }
}

/** Gives the descriptor of a file, which is to be synced; goes on piece by piece until then. */
function* prepare(anchors: Anchors, effect: Effect & { readonly become: 'file' | 'link' }, prepared: Prepared[]): Steps {
  const temporary = [parentOf(effect.path), temporaryName(effect.path, effect.state)].filter(Boolean).join('/')
  const directory = anchors.at(parentOf(effect.path))
  const [where, replaces] = [directory + nameOf(temporary), directory + nameOf(effect.path)]
  rmSync(where, { force: true })
  prepared.push({ effect, temporary })
  const owner = effect.owner ?? lstatSync(replaces, { throwIfNoEntry: false })
  if (effect.become === 'file') return yield* writeFile(where, effect, owner)
  makeLink(where, effect.target, owner)
  return undefined
}

type Steps = Generator<undefined, number | undefined>

function makeLink(where: string, target: string, owner: Owner | undefined): void {
  symlinkSync(target, where)
  if (owner && !isOwn(lstatSync(where), owner)) giveTo(owner, (uid, gid) => lchownSync(where, uid, gid))
}

function* writeFile(where: string, effect: Effect & { readonly become: 'file' }, owner: Owner | undefined): Steps {
  const fd = createFile(where)
  try {
    const hash = createHash('sha256')
    for (const chunk of effect.content()) {
      hash.update(chunk)
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at)
      yield
    }
    if (fileState(effect.mode, hash.digest('hex')) !== effect.state) throw notAsPlanned(effect.path)
    if (owner && !isOwn(fstatSync(fd), owner)) giveTo(owner, (uid, gid) => fchownSync(fd, uid, gid))
    giveMode(fd, effect.mode)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function isOwn(now: Owner, { uid, gid }: Owner): boolean {
  return now.uid === uid && now.gid === gid
}

function notAsPlanned(path: string): PlanError {
  return new PlanError('conflict', `Cannot write "${path}": what it is made from is no longer as planned`)
}
