import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  closeSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, PlanError, systemCodeOf } from '@backout/core/plugin'
import type { SqliteConfig } from '../connection/config.ts'
import { type Connection, connect } from '../connection/connection.ts'
import { makeCopyFolder, removeFolder, removeIfAllowed } from './copy-folder.ts'
import { failureOf } from '../connection/failure.ts'

/** A copy of a database that nobody else sees. Disposing it removes the copy. */
export interface PrivateCopy extends Disposable {
  readonly connection: Connection
}

/**
 * Copies a database file as it is, with what its write-ahead log or hot journal holds, and opens the copy. The original is only read as bytes:
 * no lock is taken, and nothing is created beside it, as even a read-only connection would where the database is in WAL mode.
 * Errors: `busy` where others write it without pause, `failed`.
 */
export async function openPrivateCopy(path: string, config: SqliteConfig): Promise<PrivateCopy> {
  using made = new DisposableStack()
  const folder = made.adopt(makeCopyFolder(config.file), removeFolder)
  const copy = join(folder, 'copy.db')
  await copyWhole(realOf(path), copy, config)
  const connection = made.use(await connect({ path: copy, config, queryOnly: false }))
  standAlone(connection)
  // An open file outlives its name, where the system allows that: however this process ends, nobody's data stays behind.
  removeIfAllowed(folder)
  const kept = made.move()
  return { connection, [Symbol.dispose]: () => kept.dispose() }
}

/** Takes in the write-ahead log; from here on nothing needs to survive a crash. */
function standAlone({ db, title }: Connection): void {
  try {
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
  } catch (error) {
    throw failureOf(error, `Cannot preview ${title}`)
  }
}

/** SQLite keeps its log beside the file itself, not beside a link to it. */
function realOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

const companions = ['', '-wal', '-journal'] as const

async function copyWhole(path: string, copy: string, config: SqliteConfig): Promise<void> {
  try {
    await copyStill(path, copy, config)
  } catch (error) {
    const code = systemCodeOf(error)
    if (error instanceof PlanError || code === '') throw error
    const { reason, hint } = reasons[code] ?? { reason: messageOf(error), hint: 'Check `file` of the connection, and its rights' }
    throw new PlanError('failed', `Cannot read database "${config.file}": ${reason}`, { cause: error, hint })
  }
}

interface Reason {
  readonly reason: string
  readonly hint: string
}

const full: Reason = {
  reason: 'there is no room for a copy of it',
  hint: 'A preview works on a copy: free some space in the folder for temporary files (TMPDIR)',
}

const reasons: { readonly [code: string]: Reason } = {
  EISDIR: { reason: 'it is a directory', hint: 'Check `file` of the connection' },
  EACCES: { reason: 'access was denied', hint: 'Give this user the right to read the file and its folder' },
  ENOSPC: full,
  EDQUOT: full,
}

/** Copies until nothing has moved meanwhile. */
async function copyStill(path: string, copy: string, { file }: SqliteConfig): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const before = stateOf(path)
    for (const companion of companions) copyIfThere(path + companion, copy + companion)
    if (before === stateOf(path)) return
    for (const companion of companions) rmSync(copy + companion, { force: true })
    await sleep(10)
  }
  throw new PlanError('busy', `Cannot read database "${file}": it is being written without pause`, { hint: 'Preview it at a quieter time' })
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    // The copy is written, also by who may only read the original.
    chmodSync(to, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (!from.endsWith('-wal') && !from.endsWith('-journal')) writeFileSync(to, '')
  }
}

/**
 * What tells whether a database moved: of the file its size, time and header with the change counter; of the log and the journal their
 * size, time and header, which a reset gives a new salt.
 */
function stateOf(path: string): string {
  return companions.map((companion) => stateOfFile(path + companion)).join('\n')
}

function stateOfFile(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (!found) return 'none'
  if (!found.isFile()) throw new PlanError('failed', `Cannot read a database: "${basename(path)}" beside it is not a file`)
  const { ino, size, mtimeNs } = found
  const header = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, 100, 0)
  } finally {
    closeSync(file)
  }
  return `${ino} ${size} ${mtimeNs} ${header.toString('hex')}`
}
