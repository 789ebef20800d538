import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PlanError } from '@backout/core/model'

/** Writes a file for a person, at a path from `folder`, over whatever is there. Errors: `failed`, saying what is so. */
export function writeOver(folder: string, path: string, text: string): void {
  write(folder, path, text, 'w')
}

/** Writes a file that must not be there yet, and the folders around it. Errors: `failed`, saying what is so. */
export function writeNew(folder: string, path: string, text: string): void {
  write(folder, path, text, 'wx')
}

/** Writes a file over whatever is there, and the folders around it. Errors: `failed`, saying what is so. */
export function writeWithin(folder: string, path: string, text: string): void {
  write(folder, path, text, 'w', true)
}

function write(folder: string, path: string, text: string, flag: 'w' | 'wx', folders = flag === 'wx'): void {
  const target = resolve(folder, path)
  try {
    if (folders) mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text, { flag })
  } catch (cause) {
    throw new PlanError('failed', `Cannot write "${path}"`, { cause })
  }
}
