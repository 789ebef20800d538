import { constants } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PlanError } from '@backout/core/plugin'

/** A copy of a database that nobody else sees. */
export interface PrivateCopy extends AsyncDisposable {
  readonly path: string
}

/**
 * Copies a database file, with its journal or log, without opening it: no lock is taken, nothing appears beside it. What is written
 * meanwhile would tear the copy, so the files are compared before and after, and copied again. Errors: `busy` where that never works out; `missing`.
 */
export async function copyPrivately(path: string, title: string): Promise<PrivateCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-preview-'))
  const copy: PrivateCopy = { path: join(folder, 'copy.db'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
  try {
    for (let tries = 0; tries < 50; tries += 1) {
      const before = await stamps(path)
      for (const suffix of suffixes) await copyIfThere(`${path}${suffix}`, `${copy.path}${suffix}`)
      if ((await stamps(path)) === before) return copy
      await sleep(20)
    }
    throw new PlanError('busy', `Cannot look at ${title}: another process keeps writing it`)
  } catch (error) {
    await copy[Symbol.asyncDispose]()
    throw error
  }
}

const suffixes = ['', '-wal', '-journal']

async function stamps(path: string): Promise<string> {
  const all = await Promise.all(suffixes.map((suffix) => stat(`${path}${suffix}`, { bigint: true }).catch(() => undefined)))
  return all.map((one) => (one ? `${one.mtimeNs} ${one.size} ${one.ino}` : '-')).join('\n')
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await rm(to, { force: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
