import { constants as bufferLimits } from 'node:buffer'
import { accessSync, closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlanError } from '@backout/core/plugin'
import { nameOf, parentOf } from '../../path.ts'
import { readState } from '../state.ts'
import { type Anchors, momentaryAnchors } from './anchors.ts'
import { caseTwins } from './case-twin.ts'
import { commitToDisk } from './disk-commit.ts'
import { entryAt, holdsAt, namesAt } from './disk-entry.ts'
import { keepsMode } from './file-mode.ts'
import { isGone, missing } from '../gone.ts'
import { inTurn } from './in-turn.ts'
import { knownHashes } from './known-hashes.ts'
import { locatePath } from '../locate.ts'
import { foreignOwner } from '../owner.ts'
import { readChunks } from './read-chunks.ts'
import { reaching } from '../system-error.ts'
import { removeTemporary, temporaryName } from './temporary.ts'
import { type Entry, type Looked, type Tree, wholeFile } from '../tree.ts'

/** The files under a directory of this machine. The root itself may be named through symbolic links. Errors: `missing`. */
export function diskTree(directory: string): Tree {
  const root = realRoot(directory)
  const anchors = momentaryAnchors(root)
  const twinOf = caseTwins(anchors)
  const inside = <T>(path: string, body: (where: string) => T): T | undefined => lookInside({ anchors, twinOf }, path, body)
  const entry = (path: string): Entry | undefined => inside(path, entryAt)
  // Each commit holds many files open, and steps that run at the same time share the limit of this process.
  const commitInTurn = inTurn()
  const hashes = knownHashes()
  return {
    root,
    locate: (path) => asListed(twinOf, path, isStraight(anchors, path) ? path : locatePath(root, entry, path)),
    entry,
    names: (path) =>
      (path === '' ? namesAt(anchors.at('')) : inside(path, (where) => (lstatSync(where).isDirectory() ? namesAt(where) : []))) ?? [],
    holds: (path, like) => inside(path, (where) => holdsAt(where, like)) ?? false,
    look: (path) => inside(path, lookAt),
    read: (path) => inside(path, (where) => using(openFile(where, path), (fd) => readWhole(fd, path))) ?? missing(path),
    *chunks(path) {
      const fd = inside(path, (where) => openFile(where, path)) ?? missing(path)
      try {
        yield* readChunks(fd)
      } finally {
        closeSync(fd)
      }
    },
    hash: (path) => inside(path, (where) => using(openFile(where, path), hashes.of)) ?? missing(path),
    learn(path) {
      const fd = quietly(() => inside(path, openLarge))
      return fd === undefined ? undefined : hashes.learn(fd).finally(() => closeSync(fd))
    },
    admits: (directory) => admitsAt(anchors, directory),
    keepsMode: (path, state) =>
      inside(path, (where) => keepsMode(join(dirname(where), temporaryName(path, state)), readState(state).mode)) ?? true,
    commit: (effects, proceed) => commitInTurn(() => commitToDisk(root, effects, proceed)),
    sweep: (path, states, access) => inside(path, (where) => removeTemporary(where, path, states, access)) ?? false,
    close: () => anchors[Symbol.dispose](),
  }
}

function realRoot(directory: string): string {
  try {
    return realpathSync(directory)
  } catch (cause) {
    throw new PlanError('missing', `Cannot open the working tree "${directory}": it is not there`, { cause })
  }
}

interface Inside {
  readonly anchors: Anchors
  twinOf(path: string): string | undefined
}

/** Each thing has one path only: by any other one, nothing is there, and nothing comes there either. Errors: `failed`. */
function asListed(twinOf: Inside['twinOf'], path: string, located: string): string {
  const twin = reaching('read', path, () => twinOf(located))
  if (twin === undefined) return located
  throw new PlanError('failed', `Cannot use path "${path}": the file system takes it for "${twin}"`, {
    hint: 'Write each name as it is listed there',
  })
}

/** Runs `body` with a path that leads to the entry without a link on the way; undefined where it, or a directory above it, is not there, or is called otherwise. */
function lookInside<T>({ anchors, twinOf }: Inside, path: string, body: (where: string) => T): T | undefined {
  return reaching('read', path, () => {
    try {
      if (twinOf(path) !== undefined) return undefined
      return body(anchors.at(parentOf(path)) + nameOf(path))
    } catch (error) {
      if (isGone(error)) return undefined
      throw error
    }
  })
}

/** Whether all directories on the way to a path are there, and none is a link: they are opened for what comes next in any case. */
function isStraight(anchors: Anchors, path: string): boolean {
  try {
    anchors.at(parentOf(path))
    return true
  } catch {
    return false
  }
}

/** Names of a directory that is not there would come into the nearest one above it. */
function admitsAt(anchors: Anchors, directory: string): boolean {
  try {
    accessSync(`${anchors.at(directory)}.`, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    return isGone(error) && directory !== '' ? admitsAt(anchors, parentOf(directory)) : false
  }
}

/** A pipe without a writer would block the open. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

function openFile(where: string, path: string): number {
  const fd = openSync(where, flags)
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new PlanError('failed', `Cannot read "${path}": it is not a file`)
}

function lookAt(where: string): Looked | undefined {
  const fd = openPlain(where)
  if (fd === undefined) return undefined
  return using(fd, () => {
    const stats = fstatSync(fd)
    if (!stats.isFile() || stats.size > wholeFile) return undefined
    const owner = foreignOwner(stats)
    return { mode: stats.mode & 0o7777, bytes: readFileSync(fd), ...(owner && { owner }) }
  })
}

/** Undefined for what is not large. */
function openLarge(where: string): number | undefined {
  const found = lstatSync(where)
  return found.isFile() && found.size > wholeFile ? openSync(where, flags) : undefined
}

function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/** Undefined for a link, and for a socket. */
function openPlain(where: string): number | undefined {
  try {
    return openSync(where, flags)
  } catch (error) {
    if (['ELOOP', 'ENXIO'].includes((error as { code?: string }).code ?? '')) return undefined
    throw error
  }
}

function using<T>(fd: number, body: (fd: number) => T): T {
  try {
    return body(fd)
  } finally {
    closeSync(fd)
  }
}

/** What is larger than a text can be is not held in memory. */
function readWhole(fd: number, path: string): Uint8Array {
  if (fstatSync(fd).size <= bufferLimits.MAX_STRING_LENGTH) return readFileSync(fd)
  throw new PlanError('failed', `Cannot read "${path}" whole: it is larger than 512 MiB`)
}
