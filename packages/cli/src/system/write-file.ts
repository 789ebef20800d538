import { accessSync, closeSync, constants, lstatSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PlanError } from '@backout/core/model'

/** To be asked before the work whose outcome is written. Errors: `invalid` where no file can be at that path, seen from `folder`. */
export function demandPlace(folder: string, path: string, hint?: string): void {
  const target = resolve(folder, path)
  const refuse = (why: string, way?: string): PlanError => new PlanError('invalid', `Cannot write "${path}": ${why}`, { hint: way })
  if (path === '-') throw refuse('it does not stand for stdout here', 'Name a file; one of that very name is ./-')
  if (isFolder(target)) throw refuse('it is a folder', hint)
  if (!isFolder(dirname(target))) throw refuse(`there is no folder "${dirname(target)}"`)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Writes a file for a person, at a path from `folder`, over whatever is there. Errors: `failed`, saying what is so. */
export function writeOver(folder: string, path: string, text: string): void {
  write(folder, path, text, 'w')
}

/** Writes a file that must not be there yet, and the folders around it. Errors: `failed`, saying what is so. */
export function writeNew(folder: string, path: string, text: string): void {
  write(folder, path, text, 'wx')
}

/**
 * Writes a plain file of the repository, and the folder that it is in; never through a link, which may come with a plan and lead anywhere. Errors: `refused`
 * for a link, or what is no plain file; `failed`, saying what is so.
 */
export function writeWithin(root: string, path: string, text: string): void {
  const target = resolve(root, path)
  const refuse = (why: string): PlanError => new PlanError('refused', `Cannot write "${path}": ${why}`)
  const folder = lstatSync(dirname(target), { throwIfNoEntry: false })
  if (folder?.isSymbolicLink()) throw refuse('its folder is a link')
  if (folder?.isDirectory() && lstatSync(target, { throwIfNoEntry: false })?.isFile() === false)
    throw refuse('what is there is a link, or no plain file')
  write(root, path, text, 'w', true)
}

function write(folder: string, path: string, text: string, flag: 'w' | 'wx', folders = flag === 'wx'): void {
  const target = resolve(folder, path)
  try {
    if (folders) makeFolder(dirname(target))
    fill(target, text, flag)
  } catch (cause) {
    throw new PlanError('failed', `Cannot write "${path}"`, { cause })
  }
}

/** A new file that cannot be filled (the disk is full) is taken away again. */
function fill(target: string, text: string, flag: 'w' | 'wx'): void {
  const file = openSync(target, flag)
  try {
    writeFileSync(file, text)
  } catch (cause) {
    if (flag === 'wx') rmSync(target)
    throw cause
  } finally {
    closeSync(file)
  }
}

/** Node.js says of a folder in a folder on a read-only file system that it is not there (ENOENT): the nearest one that is there says why. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (thrown) {
    let there = dirname(folder)
    while (!isFolder(there) && there !== dirname(there)) there = dirname(there)
    accessSync(there, constants.W_OK)
    throw thrown
  }
}
