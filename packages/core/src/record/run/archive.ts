import { createHash, hash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { PlanError, systemCodeOf } from '../../model/index.ts'

/**
 * A run in one file. Compressed with zstd: the line `backout-run 1`, then for each file of the record a line of JSON (`path`, `size` in bytes,
 * `sha256`) and its bytes, then a line of JSON with `files`, how many there were, and `sha256` over everything before it.
 */
export type ArchivedFiles = ReadonlyMap<string, Uint8Array>

const magic = 'backout-run 1\n'
/** Bytes before compression that an archive may hold: what a small file unpacks to must not fill the memory. */
const largest = 2 ** 31

/** Whether a file may be one that {@link packArchive} made, by its first bytes: those of a frame of Zstandard (RFC 8878, 3.1.1). */
export function isArchive(start: Uint8Array): boolean {
  return zstdMagic.equals(start.subarray(0, zstdMagic.length))
}

const zstdMagic = Buffer.from('28b52ffd', 'hex')

/** Errors: `refused` where the files of a run's record have more bytes than an archive may hold. */
export function demandPackable(bytes: number, run: string): void {
  if (bytes > largest) throw tooLarge('export', run)
}

/** Packs the files of a run's record, by their path in it. Errors: `refused` for more than 2 GiB. */
export async function packArchive(files: ArchivedFiles, run: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [Buffer.from(magic)]
  for (const [path, bytes] of files) {
    parts.push(Buffer.from(`${JSON.stringify({ path, size: bytes.length, sha256: hash('sha256', bytes, 'hex') })}\n`), bytes)
  }
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  parts.push(Buffer.from(`${JSON.stringify({ files: files.size, sha256: digest.digest('hex') })}\n`))
  demandPackable(
    parts.reduce((size, part) => size + part.length, 0),
    run,
  )
  return promisify(zstdCompress)(Buffer.concat(parts))
}

/** What {@link packArchive} packed. Errors: `corrupt` for what is not whole; `refused` for what it never packed, and for a path that is not one of a record's. */
export async function unpackArchive(packed: Uint8Array, file: string): Promise<ArchivedFiles> {
  if (!isArchive(packed)) throw notOurs(file)
  const bytes = await promisify(zstdDecompress)(packed, { maxOutputLength: largest }).catch((cause: unknown) => {
    throw systemCodeOf(cause) === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge('import', file)
      : damaged(file, 'it ends too early, or is damaged', cause)
  })
  demandFormat(bytes, file)
  const files = new Map<string, Uint8Array>()
  let at = magic.length
  for (;;) {
    const end = bytes.indexOf(0x0a, at)
    const header = parseHeader(bytes.subarray(at, Math.max(end, at)), file)
    if (header.path === undefined) {
      const whole =
        end === bytes.length - 1 && header.files === files.size && header.sha256 === hash('sha256', bytes.subarray(0, at), 'hex')
      if (whole) return files
      throw damaged(file, 'it does not have its digest')
    }
    const content = bytes.subarray(end + 1, end + 1 + header.size)
    if (!isRecordPath(header.path))
      throw new PlanError('refused', `Cannot import "${file}": it holds "${header.path}", which is no part of a run`)
    if (files.has(header.path)) throw new PlanError('refused', `Cannot import "${file}": it holds "${header.path}" twice`)
    if (content.length !== header.size || hash('sha256', content, 'hex') !== header.sha256)
      throw damaged(file, `"${header.path}" in it is damaged`)
    files.set(header.path, new Uint8Array(content))
    at = end + 1 + header.size
  }
}

/** Whether a path is that of a file of a run's record: what else lies there (a draft that a crash left, what a file browser put there) does not move with it. */
export function isRecordPath(path: string): boolean {
  return recordPath.test(path)
}

const recordPath = /^(?:run\.json|journal\.jsonl|files|(?:(?:undo|outputs)\/[\w-]+|attachments\/[A-Za-z0-9][\w.@+~=-]*))$/

type Header =
  | { readonly path: string; readonly size: number; readonly sha256: string }
  | { readonly path?: undefined; readonly files: number; readonly sha256: string }

function parseHeader(line: Uint8Array, file: string): Header {
  try {
    const header = JSON.parse(Buffer.from(line).toString()) as Header
    if (typeof header.sha256 === 'string' && (header.path === undefined || (typeof header.path === 'string' && header.size >= 0)))
      return header
  } catch (cause) {
    throw damaged(file, 'it ends too early, or is damaged', cause)
  }
  throw damaged(file, 'it is damaged')
}

function demandFormat(bytes: Buffer, file: string): void {
  const first = bytes.toString('latin1', 0, 32)
  if (first.startsWith(magic)) return
  const format = /^backout-run (\d+)\n/.exec(first)?.[1]
  if (format === undefined) throw notOurs(file)
  throw new PlanError('refused', `Cannot import "${file}": a newer version of Backout wrote it (format ${format}; this one reads 1)`, {
    hint: 'Update backout, then try again',
  })
}

function notOurs(file: string): PlanError {
  return new PlanError('refused', `Cannot import "${file}": it is not a file that plan export wrote`)
}

function tooLarge(verb: 'export' | 'import', what: string): PlanError {
  return new PlanError('refused', `Cannot ${verb} "${what}": it holds more than ${largest / 2 ** 30} GiB`)
}

function damaged(file: string, what: string, cause?: unknown): PlanError {
  return new PlanError('corrupt', `Cannot import "${file}": ${what}`, { cause })
}
