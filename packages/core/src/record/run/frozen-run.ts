import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { type BoundPlan, type JournalRecord, PlanError, systemCodeOf } from '../../model/index.ts'
import { damagedRecord } from '../file/damaged-record.ts'
import { createFile } from '../file/durable-file.ts'
import { firstRecord } from '../journal/journal-file.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { holdsRun, type RunFolder } from '../layout/run-folder.ts'
import { isBoundPlan } from '../shape/plan-shape.ts'
import type { NewRun } from '../run-store.ts'
import { count, mapOf, object, type Shape, text, time, wrongField } from '../shape/shape.ts'

/** `run.json`: the bound plan, and where in `files`, which holds the contents of all referenced files one after another, each of them is. */
interface RunFile {
  readonly format: 1
  readonly run: string
  /** ISO 8601 */
  readonly createdAt: string
  readonly files: { readonly [path: string]: FrozenFile }
  readonly bound: BoundPlan
}

/** `digest`: SHA-256 (hex); `at` and `size` in bytes. */
interface FrozenFile {
  readonly digest: string
  readonly at: number
  readonly size: number
}

/** Writes the frozen plan and files of a new run, durably: a file for each would be a sync for each. The folder must be new. */
export function writeFrozen(fs: RecordFs, folder: RunFolder, { run, bound, files }: NewRun, createdAt: Date): void {
  const places = new Map<string, FrozenFile>()
  const contents: Uint8Array[] = []
  let end = 0
  const placeOf = (bytes: Uint8Array): FrozenFile => {
    const digest = hash('sha256', bytes, 'hex')
    const known = places.get(digest)
    if (known) return known
    const place = { digest, at: end, size: bytes.length }
    places.set(digest, place)
    contents.push(bytes)
    end += bytes.length
    return place
  }
  const document: RunFile = {
    format: 1,
    run,
    createdAt: createdAt.toISOString(),
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, placeOf(bytes)])),
    bound,
  }
  if (contents.length > 0) createFile(fs, folder.files, Buffer.concat(contents))
  createFile(fs, folder.plan, Buffer.from(JSON.stringify(document)))
}

/** SHA-256 (hex) of `run.json`: what the journal's chain starts from. Errors: `missing`, where there is no such run. */
export function anchorOf(fs: RecordFs, folder: RunFolder): string {
  return hash('sha256', readPlan(fs, folder), 'hex')
}

/** The frozen plan and files, each with the digest it was stored under. Errors: `missing`, `corrupt`, `refused` for a newer format. */
export function readFrozen(fs: RecordFs, folder: RunFolder, run: string): NewRun {
  const plan = readPlan(fs, folder)
  const document = parsePlan(plan, run)
  demandAnchored(fs, folder, run, plan)
  demandShape(document, run)
  const frozen = Object.entries(document.files)
  const contents = frozen.length > 0 ? readContents(fs, folder, run) : new Uint8Array()
  const files = frozen.map(([path, file]) => [path, contentOf(contents, run, path, file)] as const)
  for (const [path, digest] of Object.entries(document.bound.files)) {
    if (document.files[path]?.digest !== digest) throw corrupt(run, `"${path}" is not the file that was bound`)
  }
  return { run, bound: document.bound, files: new Map(files) }
}

/** When the run was frozen and what it is of, from `run.json` alone. Errors: `missing`, `corrupt`, `refused` for a newer format. */
export function frozenHeader(fs: RecordFs, folder: RunFolder, run: string): { readonly createdAt: string; readonly bound: BoundPlan } {
  const document = parsePlan(readPlan(fs, folder), run)
  demandShape(document, run)
  return document
}

function readPlan(fs: RecordFs, folder: RunFolder): Uint8Array {
  try {
    return fs.readFile(folder.plan)
  } catch (cause) {
    if (!holdsRun(fs, folder))
      throw new PlanError('missing', `Cannot find the run in "${folder.path}"`, { cause, hint: 'See where all plans stand: plan status' })
    if (systemCodeOf(cause) !== 'ENOENT') throw readError(`the run in "${folder.path}"`, cause)
    throw damagedRecord(basename(folder.path), `Cannot read the run in "${folder.path}": its run.json is not there`, cause)
  }
}

function parsePlan(bytes: Uint8Array, run: string): RunFile {
  let document: RunFile
  try {
    document = JSON.parse(Buffer.from(bytes).toString()) as RunFile
  } catch (cause) {
    throw corrupt(run, 'run.json is damaged', cause)
  }
  const format: unknown = document?.format
  if (typeof format === 'number' && format > 1) throw newer(run, format)
  if (format !== 1) throw corrupt(run, 'run.json is damaged')
  if (document.run !== run) throw corrupt(run, 'run.json is not that of this run')
  return document
}

function demandShape(document: RunFile, run: string): void {
  const wrong = wrongField(runFile, document)
  if (wrong !== undefined) throw corrupt(run, `run.json is damaged: its "${wrong}" is missing, or is not what Backout writes there`)
}

const runFile: Shape<RunFile> = {
  format: count,
  run: text,
  createdAt: time,
  files: mapOf(object<FrozenFile>({ digest: text, at: count, size: count })),
  bound: isBoundPlan,
}

/** What was edited is not read any further, whatever it may hold by now. */
function demandAnchored(fs: RecordFs, folder: RunFolder, run: string, plan: Uint8Array): void {
  const first = firstRecordOf(fs, folder, run)
  if (first && first.prev !== hash('sha256', plan, 'hex')) throw corrupt(run, 'run.json is not what its journal began with')
}

function firstRecordOf(fs: RecordFs, folder: RunFolder, run: string): JournalRecord | undefined {
  try {
    return firstRecord(fs, folder)
  } catch (cause) {
    throw readError(`the journal of run "${run}"`, cause)
  }
}

function readContents(fs: RecordFs, folder: RunFolder, run: string): Uint8Array {
  try {
    return fs.readFile(folder.files)
  } catch (cause) {
    if (systemCodeOf(cause) !== 'ENOENT') throw readError(`the frozen files of run "${run}"`, cause)
    throw corrupt(run, 'the frozen contents of its files are gone', cause)
  }
}

function contentOf(contents: Uint8Array, run: string, path: string, { digest, at, size }: FrozenFile): Uint8Array {
  const bytes = contents.slice(at, at + size)
  if (hash('sha256', bytes, 'hex') !== digest) throw corrupt(run, `the frozen content of "${path}" does not have its digest`)
  return bytes
}

function newer(run: string, format: number): PlanError {
  return new PlanError('refused', `Cannot read run "${run}": a newer version of Backout wrote it (format ${format}; this one reads 1)`, {
    hint: 'Update backout, then try again',
  })
}

function corrupt(run: string, what: string, cause?: unknown): PlanError {
  return damagedRecord(run, `Cannot read the frozen plan of run "${run}": ${what}`, cause)
}
