import { join } from 'node:path'
import { PlanError } from '../model/index.ts'
import { adoptRun } from './run/adopt-run.ts'
import { folderClaims } from './claim/claims.ts'
import type { HeldClaim } from './claim/held-claim.ts'
import type { Clock } from './clock.ts'
import { attachFile, readAttachments } from './run/attachments.ts'
import { folderBlobs } from './pack/folder-blobs.ts'
import { readFrozen, writeFrozen } from './run/frozen-run.ts'
import { machineProcesses, type ProcessTable } from './claim/holder.ts'
import { beginJournal, openJournal, readJournal } from './run/open-journal.ts'
import { discardPacks } from './pack/pack-index.ts'
import { diskFs, type RecordFs } from './file/record-fs.ts'
import { holdsRun, prepareRuns, runFolder, type RunFolder } from './layout/run-folder.ts'
import { isSettled, lastEpoch } from './run/run-header.ts'
import { type EndedRuns, listRuns } from './run/run-list.ts'
import type { Claim, RunStore } from './run-store.ts'

/** What a folder of runs is kept with. */
export interface FolderStoreOptions {
  readonly clock: Clock
  /** The disk; the machine's own by default. */
  readonly fs?: RecordFs
  /** ms without heartbeat after which a claim of another machine counts as dead: 60 s by default */
  readonly lease?: number
  /** What is known of processes; what the machine tells, by default. */
  readonly processes?: ProcessTable
}

/** A {@link RunStore} in a folder, and what else a folder allows. */
export interface FolderRunStore extends RunStore {
  readonly fs: RecordFs
  readonly clock: Clock
  /** Where a run is kept. Errors: `missing` for what is not an id. */
  folderOf(run: string): RunFolder
  /** Whether a living process holds the run. */
  alive(run: string): boolean
  /** Adds a run that `fill` writes, whole or not at all. Errors: `refused` where the run exists, `failed`. */
  adopt(run: string, fill: (folder: RunFolder) => Promise<void> | void): Promise<void>
}

/**
 * Runs in a folder, one folder each: `journal.jsonl`, the frozen `run.json` and `files/`, `undo/`, `outputs/`; claims in `.claims/`.
 * Folders have mode 0700 and files 0600. Nothing is created before the first run.
 */
export function folderRunStore(path: string, options: FolderStoreOptions): FolderRunStore {
  const { clock, fs = diskFs, lease = 60_000, processes = machineProcesses } = options
  const held = new WeakMap<Claim, HeldClaim>()
  const ended: EndedRuns = new Map()
  const folderOf = (run: string): RunFolder => runFolder(path, run)
  const existing = (run: string): RunFolder => {
    const folder = folderOf(run)
    if (holdsRun(fs, folder)) return folder
    throw new PlanError('missing', `Cannot find run "${run}" in "${path}"`, { hint: 'See where all plans stand: plan status' })
  }
  const claims = folderClaims({
    fs,
    folder: join(path, '.claims'),
    clock,
    processes,
    lease,
    givenUp: new Set(),
    lastEpoch: (run) => lastEpoch(fs, folderOf(run)),
    settled: (run) => isSettled(fs, folderOf(run), run),
  })
  const adopt: FolderRunStore['adopt'] = async (run, fill) => {
    prepareRuns(fs, path)
    await adoptRun(fs, path, folderOf(run), fill)
  }

  return {
    location: path,
    fs,
    clock,
    folderOf,
    adopt,
    alive: claims.alive,
    list: async () => listRuns(fs, path, ended),
    create: (run, first, after = '') =>
      adopt(run.run, (folder) => {
        const at = youngerThan(after, clock)
        writeFrozen(fs, folder, run, at)
        beginJournal(fs, folder, first, at)
      }),
    frozen: async (run) => readFrozen(fs, existing(run), run),
    read: async (run, { damaged = 'refuse' } = {}) => readJournal(fs, existing(run), run, damaged),
    async append(run, claim) {
      const own = held.get(claim)
      if (own?.run !== run) throw new PlanError('stale', `Cannot append to run "${run}": the claim is not one of this run`)
      own.check()
      return openJournal(fs, existing(run), run, own, clock)
    },
    blobs: async (run, access) => folderBlobs(fs, existing(run), run, access),
    attach: async (run, name, bytes) => attachFile(fs, existing(run), name, bytes),
    attachments: async (run) => readAttachments(fs, existing(run)),
    discardBlobs: async (run) => discardPacks(fs, existing(run).undo),
    async claim(request) {
      folderOf(request.run)
      prepareRuns(fs, path)
      const claim = claims.claim(request)
      held.set(claim, claim)
      return claim
    },
    unlock: async (run) => claims.unlock(run),
  }
}

/** Law 8 asks which run of a plan is the newest: the order of runs must not depend on a clock that goes back. */
function youngerThan(after: string, clock: Clock): Date {
  const now = clock.now()
  const before = Date.parse(after)
  return before >= now.getTime() ? new Date(before + 1) : now
}
