import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { PlanError } from '../../model/index.ts'
import { writeError } from '../file/write-error.ts'
import { replaceFile, syncFolder } from '../file/durable-file.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import type { RunFolder } from '../layout/run-folder.ts'

/** Stores a small file with a run, durably. The same bytes again change nothing. Errors: `refused` for another content under a known name, `invalid`, `failed`. */
export function attachFile(fs: RecordFs, folder: RunFolder, name: string, bytes: Uint8Array): void {
  if (!isAttachmentName(name)) throw new PlanError('invalid', `Cannot attach "${name}" to a run: that is not a plain file name`)
  const path = join(folder.attachments, name)
  if (fs.exists(path)) {
    if (Buffer.compare(fs.readFile(path), bytes) === 0) return
    throw new PlanError('refused', `Cannot attach "${name}" to a run: there is another one of that name`)
  }
  try {
    fs.makeFolder(folder.attachments, 0o700)
    replaceFile(fs, path, bytes, join(folder.attachments, `.${randomUUID()}`))
    syncFolder(fs, folder.path)
  } catch (cause) {
    throw writeError(`"${name}" into the record of a run`, cause)
  }
}

/** The files that were attached to a run, by name. Errors: `failed` where one cannot be read. */
export function readAttachments(fs: RecordFs, folder: RunFolder): ReadonlyMap<string, Uint8Array> {
  const names = fs.listPlain(folder.attachments).filter(isAttachmentName).toSorted()
  return new Map(names.map((name) => [name, readAttachment(fs, join(folder.attachments, name))]))
}

function readAttachment(fs: RecordFs, path: string): Uint8Array {
  try {
    return new Uint8Array(fs.readFile(path))
  } catch (cause) {
    throw readError(`"${path}"`, cause)
  }
}

/** Whether a name is that of a file, without a path. */
function isAttachmentName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9@._+~=-]{0,240}$/.test(name)
}
