import { existsSync, type Stats, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { messageOf, type Opening, PlanError } from '@backout/core/plugin'
import type { SqliteConfig } from './config.ts'

/**
 * The absolute path of a connection's file. Errors: `missing` where there is none, and the configuration does not say that it may be created, or there is no folder for it;
 * `failed` for anything but a file: whoever reads a pipe waits for ever.
 */
export function databasePath({ file, create }: SqliteConfig, { root }: Pick<Opening, 'root'>): string {
  const path = isAbsolute(file) ? file : resolve(root, file)
  const found = lookUp(path, file)
  if (found && !found.isFile()) {
    throw new PlanError('failed', `Cannot open database "${file}": it is ${kindOf(found)}, and not a file`, {
      hint: 'Check `file` of the connection',
    })
  }
  if (found) return path
  if (create) return inFolder(path, file)
  throw new PlanError('missing', `Cannot open database "${file}": there is no such file`, {
    hint: 'Put it there, or check `file` of the connection; with `create: true` the first step that writes makes an empty one',
  })
}

function inFolder(path: string, file: string): string {
  if (existsSync(dirname(path))) return path
  throw new PlanError('missing', `Cannot create database "${file}": there is no folder for it`, { hint: 'Make the folder first' })
}

function lookUp(path: string, file: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    throw new PlanError('failed', `Cannot open database "${file}": ${messageOf(cause)}`, {
      cause,
      hint: 'Check `file` of the connection, and the rights of its folder',
    })
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a directory'
  if (found.isFIFO()) return 'a pipe'
  return found.isSocket() ? 'a socket' : 'a device'
}
