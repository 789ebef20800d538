import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { systemCodeOf } from '../../model/index.ts'

/**
 * The file-system calls that records are kept with, in one place: what a run's durability rests on, and where tests inject
 * a full disk, a short write or a crash. Errors are those of `node:fs` (`code` is `ENOSPC`, `ENOENT`, …).
 */
export interface RecordFs {
  /** A file of a record is a plain file: what came with a commit may be a link that leads anywhere, and is an error. */
  open(path: string, flags: 'r' | 'r+' | 'wx', mode?: number): number
  openFolder(path: string): number
  close(fd: number): void
  /** Writes at the end of the file (or at `position`); may write fewer bytes than given, as write(2) may. Gives how many. */
  write(fd: number, bytes: Uint8Array, offset: number, position?: number): number
  /** Fills `into` from `position`; gives how many bytes there were. */
  read(fd: number, into: Uint8Array, position: number): number
  /** Returns once what was written is on disk. */
  fdatasync(fd: number): void
  /** The same without blocking the event loop. */
  fdatasyncLater(fd: number, done: (error: Error | null) => void): void
  fsync(fd: number): void
  truncate(fd: number, size: number): void
  /** bytes */
  size(fd: number): number
  /** What cannot be looked at may be there: that is an error. */
  exists(path: string): boolean
  isLink(path: string): boolean
  /** ms since the epoch; 0 where there is no such file */
  modifiedAt(path: string): number
  /** Another text once the file was written to, or is another one; undefined where there is none. */
  stampOf(path: string): string | undefined
  readFile(path: string): Uint8Array
  /** A file that a person names, which may be a link, or a pipe. */
  readGiven(path: string): Uint8Array
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): readonly string[]
  /** The same of a folder of a record, which is no link. */
  listPlain(folder: string): readonly string[]
  makeFolder(path: string, mode: number): void
  link(from: string, to: string): void
  rename(from: string, to: string): void
  /** Removes a file; nothing happens where there is none. */
  remove(path: string): void
  removeFolder(path: string): void
}

/** {@link RecordFs} on the machine's disks. */
export const diskFs: RecordFs = {
  open: openPlain,
  openFolder: (path) => fs.openSync(path, 'r'),
  close: (fd) => fs.closeSync(fd),
  write: (fd, bytes, offset, position) => fs.writeSync(fd, bytes, offset, bytes.length - offset, position ?? null),
  read: (fd, into, position) => fs.readSync(fd, into, 0, into.length, position),
  fdatasync: (fd) => fs.fdatasyncSync(fd),
  fdatasyncLater: (fd, done) => fs.fdatasync(fd, done),
  fsync: (fd) => fs.fsyncSync(fd),
  truncate: (fd, size) => fs.ftruncateSync(fd, size),
  size: (fd) => fs.fstatSync(fd).size,
  exists: (path) => fs.existsSync(path) || fs.statSync(path, { throwIfNoEntry: false }) !== undefined,
  isLink,
  modifiedAt: (path) => fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  stampOf,
  readFile,
  readGiven: (path) => fs.readFileSync(path),
  list: namesIn,
  listPlain(folder) {
    if (isLink(folder)) throw notPlain(folder)
    return namesIn(folder)
  },
  makeFolder,
  link: (from, to) => fs.linkSync(from, to),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  removeFolder: (path) => fs.rmSync(path, { recursive: true, force: true }),
}

const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = fs.constants
/** Without the last a pipe would be waited for. Windows has neither of the last two, and `|` takes what is not there for 0. */
const modes = { r: O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 'r+': O_RDWR | O_NOFOLLOW | O_NONBLOCK, wx: 'wx' } as const

function openPlain(path: string, flags: keyof typeof modes, mode?: number): number {
  let fd: number
  try {
    fd = fs.openSync(path, modes[flags], mode)
  } catch (error) {
    throw systemCodeOf(error) === 'ELOOP' ? notPlain(path) : error
  }
  if (flags === 'wx' || fs.fstatSync(fd).isFile()) return fd
  fs.closeSync(fd)
  throw notPlain(path)
}

function readFile(path: string): Uint8Array {
  const fd = openPlain(path, 'r')
  try {
    return fs.readFileSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

function isLink(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function stampOf(path: string): string | undefined {
  const found = fs.lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`
}

function notPlain(path: string): Error {
  return new Error(`"${path}" is a link, or no plain file or folder`)
}

/** With the folders around it. Not by `recursive`: of a file system that is read-only, Node.js then says that there is no such folder. */
function makeFolder(path: string, mode: number): void {
  try {
    fs.mkdirSync(path, { mode })
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST' && fs.statSync(path).isDirectory()) return
    if (systemCodeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path), mode)
    makeFolder(path, mode)
  }
}

/** A folder that may not be read is not an empty one. */
function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}
