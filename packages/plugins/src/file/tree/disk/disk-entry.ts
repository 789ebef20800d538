import { hash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { type Dirent, lstatSync, opendirSync, readdirSync, readlinkSync, type Stats } from 'node:fs'
import { nameOf } from '../../path.ts'
import { digestOfOdd } from './odd-name.ts'
import { foreignOwner } from '../owner.ts'
import type { Entry, Name } from '../tree.ts'
import { stampOf } from './unchanged.ts'

/** What is at an absolute path, without following a link; undefined for nothing. Errors: those of the system. */
export function entryAt(where: string): Entry | undefined {
  const stats = lstatSync(where, { throwIfNoEntry: false })
  if (stats) return entryOf(where, stats)
  const digest = digestOfOdd(where)
  return digest === undefined ? undefined : { kind: 'special', stamp: '', digest, unnamed: true }
}

/** What is in a directory. Errors: those of the system. */
export function namesAt(where: string): readonly Name[] {
  return readdirSync(where, { withFileTypes: true }).map((found) => ({ name: found.name, kind: kindOf(where, found) }))
}

/** Whether a directory has a name like that in it. Errors: those of the system. */
export function holdsAt(where: string, like: (name: string) => boolean): boolean {
  using directory = opendirSync(where)
  for (let found = directory.readSync(); found; found = directory.readSync()) if (like(found.name)) return true
  return false
}

function entryOf(where: string, stats: Stats): Entry {
  const owner = foreignOwner(stats)
  const base = { stamp: stampOf(stats), ...(owner && { owner }) }
  if (stats.isFile()) return { ...base, kind: 'file', mode: stats.mode & 0o7777, size: stats.size }
  if (stats.isSymbolicLink()) return linkTo(readlinkSync(where, { encoding: 'buffer' }), base)
  if (stats.isDirectory()) return { ...base, kind: 'directory', mode: stats.mode & 0o7777 }
  return { ...base, kind: 'special' }
}

function linkTo(target: Buffer, base: Pick<Entry, 'stamp' | 'owner'>): Entry {
  if (isUtf8(target)) return { ...base, kind: 'link', target: target.toString('utf8') }
  return { ...base, kind: 'special', digest: hash('sha256', target, 'hex') }
}

function kindOf(where: string, found: Dirent): Entry['kind'] {
  if (isOutOfReach(`${where}/${found.name}`)) return 'special'
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'special'
}

/** A name that is not UTF-8 is read with a replacement character in it, and nothing can be reached by what was read. */
function isOutOfReach(where: string): boolean {
  return nameOf(where).includes('\uFFFD') && !lstatSync(where, { throwIfNoEntry: false })
}
