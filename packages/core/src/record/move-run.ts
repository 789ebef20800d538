import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { messageOf, PlanError } from '../model/index.ts'
import { demandPackable, isRecordPath, packArchive, unpackArchive } from './run/archive.ts'
import { writeError } from './file/write-error.ts'
import { type Audited, auditRun } from './audit.ts'
import { createFile, replaceFile } from './file/durable-file.ts'
import { folderBlobs } from './pack/folder-blobs.ts'
import type { FolderRunStore } from './folder-store.ts'
import { readFrozen } from './run/frozen-run.ts'
import { readJournal } from './run/open-journal.ts'
import type { RecordFs } from './file/record-fs.ts'
import type { RunFolder } from './layout/run-folder.ts'
import { isRunId } from './layout/run-id.ts'

const own = ['run.json', 'journal.jsonl', 'files']
const rooms = ['undo', 'outputs', 'attachments']

/** Writes a run, whole, to one file that {@link importRun} reads; an existing file is replaced at once or not at all. Gives its size in bytes. Errors: `busy` while a process works on the run, `missing`, `corrupt`, `failed`. */
export async function exportRun(store: FolderRunStore, run: string, file: string): Promise<number> {
  const { fs } = store
  if (store.alive(run))
    throw new PlanError('busy', `Cannot export run "${run}": a process is working on it`, {
      hint: 'Wait until it is done, or interrupt it',
    })
  const { path } = store.folderOf(run)
  const names = filesOf(fs, path)
  demandPackable(
    names.reduce((bytes, name) => bytes + sizeOf(fs, join(path, name)), 0),
    run,
  )
  await demandWhole(store, run, 'export', `See what of it is whole: plan audit ${run}`)
  const packed = await packArchive(new Map(names.map((name) => [name, fs.readFile(join(path, name))])), run)
  try {
    replaceFile(fs, file, packed, `${file}.${randomUUID()}.part`)
  } catch (cause) {
    throw writeError(`"${file}"`, cause)
  }
  return packed.length
}

/** The files of a record, relative to its folder. */
function filesOf(fs: RecordFs, path: string): readonly string[] {
  const inRooms = rooms.flatMap((room) => fs.listPlain(join(path, room)).map((name) => `${room}/${name}`)).filter(isRecordPath)
  return [...own.filter((name) => fs.exists(join(path, name))), ...inRooms.toSorted()]
}

function sizeOf(fs: RecordFs, path: string): number {
  const fd = fs.open(path, 'r')
  try {
    return fs.size(fd)
  } finally {
    fs.close(fd)
  }
}

/** Adds a run that another machine exported; gives its id. Errors: `refused` where it is here already or of a newer format, `corrupt`, `missing`, `failed`. */
export async function importRun(store: FolderRunStore, file: string): Promise<string> {
  const { fs } = store
  const files = await unpackArchive(readArchive(store, file), file)
  const run = runOf(files.get('run.json'), file)
  if (fs.exists(store.folderOf(run).plan))
    throw new PlanError('refused', `Cannot import "${file}": run "${run}" is here already`, { hint: `plan status ${run}` })
  await store.adopt(run, async (folder) => {
    if ([...files.keys()].some((path) => path.startsWith('attachments/'))) fs.makeFolder(folder.attachments, 0o700)
    for (const [path, bytes] of files) createFile(fs, join(folder.path, path), bytes)
    // Before it gets its name: what does not hold must never be there, wherever a crash comes.
    await demandWhole(recordIn(fs, folder), run, 'import', 'Export it again from where it is whole')
  })
  return run
}

function readArchive({ fs }: FolderRunStore, file: string): Uint8Array {
  try {
    return fs.readGiven(file)
  } catch (cause) {
    throw new PlanError('missing', `Cannot import "${file}": ${messageOf(cause)}`, { cause })
  }
}

function runOf(plan: Uint8Array | undefined, file: string): string {
  try {
    const { run } = JSON.parse(Buffer.from(plan ?? []).toString()) as { readonly run: unknown }
    if (typeof run === 'string' && isRunId(run)) return run
  } catch (cause) {
    throw new PlanError('corrupt', `Cannot import "${file}": its run.json is damaged`, { cause })
  }
  throw new PlanError('corrupt', `Cannot import "${file}": its run.json names no run`)
}

/** A run's record in a folder that is not its place yet. */
function recordIn(fs: RecordFs, folder: RunFolder): Audited {
  return {
    frozen: async (run) => readFrozen(fs, folder, run),
    read: async (run, { damaged = 'refuse' } = {}) => readJournal(fs, folder, run, damaged),
    blobs: async (run, access) => folderBlobs(fs, folder, run, access),
  }
}

async function demandWhole(store: Audited, run: string, verb: string, hint: string): Promise<void> {
  await store.frozen(run).catch((error: unknown) => {
    // Of another format nothing can be said but that. All else the audit tells with more words.
    if (error instanceof PlanError && error.code === 'refused') throw error
  })
  const { problems } = await auditRun(store, run)
  if (problems[0]) throw new PlanError('corrupt', `Cannot ${verb} run "${run}": ${problems[0].message}`, { hint })
}
