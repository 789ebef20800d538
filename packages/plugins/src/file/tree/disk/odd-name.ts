import { createHash, type Hash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { nameOf, parentOf } from '../../path.ts'
import { stampOf } from './unchanged.ts'

/**
 * A name that is not UTF-8 is read with a replacement character in it, and nothing can be reached by what was read. This is a SHA-256 (hex) over what is at
 * the names in a directory that are read as the last name of an absolute path; undefined where there are none. Errors: those of the system.
 */
export function digestOfOdd(where: string): string | undefined {
  const name = nameOf(where)
  if (!name.includes('\uFFFD')) return undefined
  const found = rawNames(parentOf(where)).filter((raw) => raw.toString('utf8') === name)
  if (found.length === 0) return undefined
  const hash = createHash('sha256')
  for (const raw of found) add(hash, raw, inside(parentOf(where), raw))
  return hash.digest('hex')
}

function add(hash: Hash, name: Buffer, path: Buffer): void {
  const stats = lstatSync(path)
  hash.update(name).update(`\0${stats.mode.toString(8)}\0`)
  try {
    if (stats.isFile()) hash.update(createHash('sha256').update(readFileSync(path)).digest())
    else if (stats.isSymbolicLink()) hash.update(readlinkSync(path, { encoding: 'buffer' })).update('\0')
    else if (stats.isDirectory()) for (const raw of rawNames(path)) add(hash, raw, inside(path, raw))
  } catch (error) {
    // Of what may not be read it tells only whether somebody has changed it.
    if ((error as { code?: string }).code !== 'EACCES') throw error
    hash.update(stampOf(stats))
  }
}

function rawNames(directory: string | Buffer): readonly Buffer[] {
  return readdirSync(directory, { encoding: 'buffer' }).toSorted(Buffer.compare)
}

function inside(directory: string | Buffer, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(directory), Buffer.from('/'), name])
}
