import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunEvent } from '@backout/core/model'
import {
  type ClaimRequest,
  diskFs,
  folderRunStore,
  type FolderRunStore,
  type FolderStoreOptions,
  type RecordFs,
} from '@backout/core/record'
import { boundPlan, putStep } from '../../support/shelf.ts'

/** A folder of runs in a temporary folder. */
export interface Records extends Disposable {
  readonly root: string
  readonly runs: string
  /** A store over the folder, as another process would open it. */
  open(options?: Partial<FolderStoreOptions>): FolderRunStore
}

export function makeRecords(): Records {
  const root = mkdtempSync(join(tmpdir(), 'backout-record-'))
  const runs = join(root, '.backout', 'runs')
  const clock = ticking()
  return {
    root,
    runs,
    open: (options = {}) => folderRunStore(runs, { clock, ...options }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** A clock that is a second later with each look. */
export function ticking(): { now(): Date } {
  let now = Date.parse('2026-01-02T03:04:05.000Z')
  return { now: () => new Date((now += 1000)) }
}

/** The plan of every run of these tests. */
export const bound = boundPlan([putStep('first'), putStep('second')])

export const created = (run: string): RunEvent => ({
  kind: 'run-created',
  run,
  plan: 'sketch',
  path: 'plans/sketch.plan.yaml',
  environment: 'local',
  planDigest: 'sha256-v1:plan',
  bindingDigest: 'sha256-v1:binding',
  actor: 'tester',
  engine: '1.0.0',
})

/** An event that carries a text. */
export const note = (text: string): RunEvent => ({ kind: 'drift-found', path: 'a.sql', message: text })

/** A claim of a run alone. */
export const claimOf = (run: string): ClaimRequest => ({ run, names: [`run:${run}`], holder: 'tester', purpose: 'test' })

/** Creates a run, and appends these batches one by one, behind the one that creates it. */
export async function writeRun(store: FolderRunStore, run: string, batches: readonly (readonly RunEvent[])[]): Promise<void> {
  await using claim = await store.claim(claimOf(run))
  await store.create({ run, bound, files: new Map([['a.sql', Buffer.from('select 1')]]) }, [created(run)])
  await using journal = await store.append(run, claim)
  for (const batch of batches) await journal.append(batch, 'durable')
}

/** Appends to a run that is there, under a claim of its own. */
export async function goOnWith(store: FolderRunStore, run: string, events: readonly RunEvent[]): Promise<void> {
  await using claim = await store.claim(claimOf(run))
  await using journal = await store.append(run, claim)
  await journal.append(events, 'durable')
}

/** The texts of the notes in a run's journal. */
export async function notesIn(store: FolderRunStore, run: string): Promise<readonly string[]> {
  const { records } = await store.read(run)
  return records.flatMap(({ event }) => (event.kind === 'drift-found' ? [event.message] : []))
}

/** The journal as it is on disk, as lines without line feeds; without padding. */
export function linesOf(store: FolderRunStore, run: string): readonly string[] {
  return readFileSync(store.folderOf(run).journal, 'utf8').trimEnd().split('\n')
}

/** The disk, with calls of these names going through `before`, which may throw, or give a result instead. */
export function watchedFs(before: (name: keyof RecordFs, args: readonly unknown[]) => unknown): RecordFs {
  const watched = Object.entries(diskFs).map(([name, call]) => [
    name,
    (...args: readonly unknown[]) => before(name as keyof RecordFs, args) ?? (call as (...args: readonly unknown[]) => unknown)(...args),
  ])
  return Object.fromEntries(watched)
}
