import { dirname, join } from 'node:path'
import { PlanError, systemCodeOf } from '../../model/index.ts'
import { draftIn } from '../file/draft.ts'
import { createFile, syncFolder } from '../file/durable-file.ts'
import { type ClaimsTable, parseTable } from './claims-table.ts'
import { namesIn } from '../file/read-error.ts'
import { writeError } from '../file/write-error.ts'
import type { RecordFs } from '../file/record-fs.ts'

/** A table as it was read. */
export interface ClaimsVersion {
  readonly generation: number
  readonly table: ClaimsTable
}

/** A table that processes change by compare-and-swap. */
export interface ClaimsRegister {
  read(): ClaimsVersion
  /** Replaces the version that was read. False where another process was faster, or may have been: read again and look. */
  swap(read: ClaimsVersion, table: ClaimsTable): boolean
}

/**
 * A register in a folder: each version is a file of its own, `<generation>.json`, which link(2) creates whole or not at all, so
 * that of two processes that replace the same version one wins. The newest versions stay, and the first. Older ones go, oldest
 * first: so if the version that was read is still there after the link, its successor cannot have been made and removed before.
 */
export function claimsRegister(fs: RecordFs, folder: string): ClaimsRegister {
  const path = (generation: number): string => join(folder, fileName(generation))
  const generations = (): readonly number[] =>
    namesIn(fs, folder, 'the claims in').flatMap((name) =>
      fileName(Number.parseInt(name, 10)) === name ? [Number.parseInt(name, 10)] : [],
    )
  const newest = (): number => Math.max(0, ...generations())

  const read = (): ClaimsVersion => {
    for (let generation = newest(); generation > 0; generation = newest()) {
      try {
        return { generation, table: parseTable(fs.readFile(path(generation))) }
      } catch (cause) {
        if (systemCodeOf(cause) !== 'ENOENT') throw damaged(path(generation), cause)
      }
    }
    return { generation: 0, table: { epoch: 0, claims: [] } }
  }
  const swap = ({ generation }: ClaimsVersion, table: ClaimsTable): boolean => {
    if (!publish(fs, folder, path(generation + 1), table)) return false
    if (generation > 0 && !fs.exists(path(generation))) {
      fs.remove(path(generation + 1))
      return false
    }
    const old = generations().filter((each) => each > 1 && each <= generation - versionsKept)
    for (const each of old.toSorted((a, b) => a - b)) fs.remove(path(each))
    return true
  }
  return { read, swap }
}

function fileName(generation: number): string {
  return `${String(generation).padStart(10, '0')}.json`
}

// So many that no process lists the folder for as long as it takes to replace them all.
const versionsKept = 64

function publish(fs: RecordFs, folder: string, path: string, table: ClaimsTable): boolean {
  const draft = draftIn(dirname(folder))
  try {
    createFile(fs, draft, Buffer.from(JSON.stringify(table)))
    fs.link(draft, path)
    syncFolder(fs, folder)
    return true
  } catch (cause) {
    if (systemCodeOf(cause) === 'EEXIST') return false
    throw isLinkless(cause) ? linkless(folder, cause) : writeError(`the claims in "${folder}"`, cause)
  } finally {
    fs.remove(draft)
  }
}

/** FAT and some shares have no hard links, and say so in one of these ways. */
function isLinkless(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).syscall === 'link' && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCodeOf(cause))
}

function linkless(folder: string, cause: unknown): PlanError {
  return new PlanError('failed', `Cannot write the claims in "${folder}": its file system has no hard links`, {
    cause,
    hint: 'Name a folder on another one as `runs` in backout.yaml',
  })
}

function damaged(path: string, cause: unknown): PlanError {
  return new PlanError('corrupt', `Cannot read the claims of runs: "${path}" is damaged`, {
    cause,
    hint: 'Make sure that no run is going on, then remove that file',
  })
}
