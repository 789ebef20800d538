import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { decodeValue, encodeValue, type Json, type Value } from '@backout/core/plugin'
import { reaching } from '../file/tree/system-error.ts'
import { ownFolder, syncDirectory } from './own-folder.ts'

/** How far a command came, as it is remembered beside the record until the run ends: `null` before its end. */
export type Marker = { readonly ended: Value | null }

/** The name of the one unit of a step. */
export interface MarkerKey {
  readonly run: string
  readonly step: string
}

/** Remembers, durably, that a command is about to start, and forgets the commands of earlier steps: these are in the journal. Errors: `failed`. */
export function markStarted(root: string, key: MarkerKey): void {
  reaching('write', place.join('/'), () => {
    const folder = ownFolder(root, 'commands')
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
    write(folder, key, { ended: null })
  })
}

/** Remembers, durably, how a command ended. Errors: `failed`. */
export function markEnded(root: string, key: MarkerKey, end: Value): void {
  reaching('write', place.join('/'), () => write(ownFolder(root, 'commands'), key, { ended: end }))
}

/** What is remembered of a command; undefined where it never started. */
export function readMarker(root: string, key: MarkerKey): Marker | undefined {
  const path = join(root, ...place, nameOf(key))
  if (!existsSync(path)) return undefined
  const { ended } = JSON.parse(readFileSync(path, 'utf8')) as { readonly ended: Json }
  return { ended: decodeValue(ended) }
}

/** Forgets a command. */
export function forget(root: string, key: MarkerKey): void {
  rmSync(join(root, ...place, nameOf(key)), { force: true })
}

const place = ['.backout', 'commands'] as const

function nameOf({ run, step }: MarkerKey): string {
  return `${createHash('sha256').update(`${run}\0${step}`).digest('hex').slice(0, 16)}.json`
}

function write(folder: string, key: MarkerKey, { ended }: Marker): void {
  const path = join(folder, nameOf(key))
  const fd = openSync(`${path}.tmp`, 'w', 0o600)
  writeSync(fd, JSON.stringify({ ended: encodeValue(ended) }))
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${path}.tmp`, path)
  syncDirectory(folder)
}
