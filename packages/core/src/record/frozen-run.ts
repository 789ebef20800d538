import { hash } from 'node:crypto'
import { join } from 'node:path'
import { PlanError } from '../model/index.ts'
import type { BoundPlan } from '../model/index.ts'
import { createFile, syncFolder } from './durable-file.ts'
import type { RecordFs } from './record-fs.ts'
import type { RunFolder } from './run-folder.ts'
import type { NewRun } from './run-store.ts'

/** `run.json`: the bound plan, and where the bytes of each referenced file are: `files/<SHA-256>`. */
interface RunFile {
  readonly format: 1
  readonly run: string
  /** ISO 8601 */
  readonly createdAt: string
  readonly files: { readonly [path: string]: { readonly digest: string; readonly size: number } }
  readonly bound: BoundPlan
}

/** Writes the frozen plan and files of a new run, durably. The folder must be new. */
export function writeFrozen(fs: RecordFs, folder: RunFolder, { run, bound, files }: NewRun, createdAt: Date): void {
  const entries = [...files].map(([path, bytes]) => ({ path, bytes, digest: hash('sha256', bytes, 'hex') }))
  const document: RunFile = {
    format: 1,
    run,
    createdAt: createdAt.toISOString(),
    files: Object.fromEntries(entries.map(({ path, bytes, digest }) => [path, { digest, size: bytes.length }])),
    bound,
  }
  const contents = new Map(entries.map(({ digest, bytes }) => [digest, bytes]))
  for (const [digest, bytes] of contents) createFile(fs, join(folder.files, digest), bytes)
  createFile(fs, folder.plan, Buffer.from(JSON.stringify(document)))
  syncFolder(fs, folder.files)
}

/** SHA-256 (hex) of `run.json`: what the journal's chain starts from. Errors: `missing`, where there is no such run. */
export function anchorOf(fs: RecordFs, folder: RunFolder): string {
  return hash('sha256', readPlan(fs, folder), 'hex')
}

/** The frozen plan and files, each with the digest it was stored under. Errors: `missing`, `corrupt`, `refused` for a newer format. */
export function readFrozen(fs: RecordFs, folder: RunFolder, run: string): NewRun {
  const document = parsePlan(readPlan(fs, folder), run)
  const files = Object.entries(document.files).map(([path, { digest }]) => [path, readContent(fs, folder, run, path, digest)] as const)
  for (const [path, digest] of Object.entries(document.bound.files)) {
    if (document.files[path] !== undefined && document.files[path].digest !== digest)
      throw corrupt(run, `"${path}" is not the file that was bound`)
  }
  return { run, bound: document.bound, files: new Map(files) }
}

/** When the run was frozen and what it is of, from `run.json` alone. Errors: `missing`, `corrupt`, `refused` for a newer format. */
export function frozenHeader(fs: RecordFs, folder: RunFolder, run: string): { readonly createdAt: string; readonly bound: BoundPlan } {
  return parsePlan(readPlan(fs, folder), run)
}

function readPlan(fs: RecordFs, folder: RunFolder): Uint8Array {
  try {
    return fs.readFile(folder.plan)
  } catch (cause) {
    throw new PlanError('missing', `Cannot find the run in "${folder.path}"`, { cause, hint: 'plan status lists the runs' })
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
  if (document.run !== run || typeof document.bound !== 'object' || typeof document.files !== 'object') {
    throw corrupt(run, 'run.json is not that of this run')
  }
  return document
}

function readContent(fs: RecordFs, folder: RunFolder, run: string, path: string, digest: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw corrupt(run, `"${path}" has no digest`)
  let bytes: Uint8Array
  try {
    bytes = fs.readFile(join(folder.files, digest))
  } catch (cause) {
    throw corrupt(run, `the frozen content of "${path}" is gone`, cause)
  }
  if (hash('sha256', bytes, 'hex') !== digest) throw corrupt(run, `the frozen content of "${path}" does not have its digest`)
  return new Uint8Array(bytes)
}

function newer(run: string, format: number): PlanError {
  return new PlanError('refused', `Cannot read run "${run}": a newer version of Backout wrote it (format ${format}; this one reads 1)`, {
    hint: 'Update backout, then try again',
  })
}

function corrupt(run: string, what: string, cause?: unknown): PlanError {
  return new PlanError('corrupt', `Cannot read the frozen plan of run "${run}": ${what}`, { cause })
}
