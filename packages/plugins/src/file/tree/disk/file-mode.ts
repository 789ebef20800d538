import { closeSync, constants, fchmodSync, fstatSync, openSync, unlinkSync } from 'node:fs'

/** Makes a new file, which nobody else can open before it has its mode. Errors: those of the system. */
export function createFile(where: string): number {
  return openSync(where, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, closed)
}

/** Gives a file of {@link createFile} its mode. A file system without modes (FAT) may refuse that; its files have another one from the start. Errors: those of the system. */
export function giveMode(fd: number, mode: number): void {
  try {
    fchmodSync(fd, mode)
  } catch (error) {
    if (modeOf(fd) === closed) throw error
  }
}

/** Whether the file system gives a file the mode that it is to have, which is tried with one of this name. Where none can be made, it is taken to. */
export function keepsMode(where: string, mode: number): boolean {
  try {
    const fd = createFile(where)
    try {
      giveMode(fd, mode)
      return modeOf(fd) === mode
    } finally {
      closeSync(fd)
      unlinkSync(where)
    }
  } catch {
    return true
  }
}

const closed = 0o600

function modeOf(fd: number): number {
  return fstatSync(fd).mode & 0o7777
}
