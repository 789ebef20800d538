import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeValue, encodeValue, type Json, type Value } from '@backout/core/plugin'
import { reaching } from '../file/tree/system-error.ts'
import { ownFolder, syncDirectory } from './own-folder.ts'

/** How far a command came, as it is remembered in the working tree until the run ends; its end is `null` before it. */
export type Marker = { readonly started: false } | { readonly started: true; readonly ended: Value | null }

/** The name of the one unit of a step. */
export interface MarkerKey {
  readonly run: string
  readonly step: string
}

/** Remembers, durably, that a command has not started, before its intent is on record: where nothing is remembered, nobody can tell. Errors: `failed`. */
export function markReady(root: string, key: MarkerKey): void {
  remember(root, key, { started: false })
}

/** Remembers, durably, that a command is about to start, and forgets the commands of earlier steps: these are in the journal. Errors: `failed`. */
export function markStarted(root: string, key: MarkerKey): void {
  reaching('write', place.join('/'), () => {
    const folder = ownFolder(root, 'commands')
    for (const name of readdirSync(folder).filter((each) => ownName.test(each))) rmSync(join(folder, name), { force: true })
    write(folder, key, { started: true, ended: null })
  })
}

/** Remembers, durably, how a command ended. Errors: `failed`. */
export function markEnded(root: string, key: MarkerKey, end: Value): void {
  remember(root, key, { started: true, ended: encodeValue(end) })
  rmSync(noteOf(root, key), { force: true })
}

/** The note of whether a command that was started may run still: see {@link watchdog}. It is there until the command is seen to have ended. */
export function noteOf(root: string, key: MarkerKey): string {
  return join(root, ...place, `${nameOf(key)}.running`)
}

/** Resolves once nothing of a command runs any more whose engine was killed: with when that was (ms, by the clock of the file system), or undefined where nobody knows. */
export async function endOfCommand(root: string, key: MarkerKey): Promise<number | undefined> {
  const note = noteOf(root, key)
  const latest = Date.now() + longestEnd
  while (existsSync(note)) {
    const watcher = readFileSync(note, 'utf8')
    if (watcher === '') return statSync(note).mtimeMs
    if (Date.now() > latest || !isAlive(Number(watcher))) return undefined
    await sleep(50)
  }
  return undefined
}

/** ms; more than a watchdog takes to end a group that does not heed it */
const longestEnd = 10_000

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** What is remembered of a command; undefined where this working tree knows nothing of it: the record may have come from another one. */
export function readMarker(root: string, key: MarkerKey): Marker | undefined {
  const path = join(root, ...place, nameOf(key))
  if (!existsSync(path)) return undefined
  // A run that was begun before `started` was written has a marker only for what started.
  const { started = true, ended = null } = JSON.parse(readFileSync(path, 'utf8')) as { readonly started?: boolean; readonly ended?: Json }
  return started ? { started, ended: decodeValue(ended) } : { started }
}

/** Forgets a command. */
export function forget(root: string, key: MarkerKey): void {
  for (const path of [join(root, ...place, nameOf(key)), noteOf(root, key)]) rmSync(path, { force: true })
}

const place = ['.backout', 'commands'] as const

function nameOf({ run, step }: MarkerKey): string {
  return `${createHash('sha256').update(`${run}\0${step}`).digest('hex').slice(0, 16)}.json`
}

const ownName = /^[0-9a-f]{16}\.json/

function remember(root: string, key: MarkerKey, marker: Json): void {
  reaching('write', place.join('/'), () => write(ownFolder(root, 'commands'), key, marker))
}

function write(folder: string, key: MarkerKey, marker: Json): void {
  const path = join(folder, nameOf(key))
  const fd = openSync(`${path}.tmp`, 'w', 0o600)
  writeSync(fd, JSON.stringify(marker))
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${path}.tmp`, path)
  syncDirectory(folder)
}
