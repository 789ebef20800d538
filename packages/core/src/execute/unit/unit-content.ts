import {
  breathing,
  bytesOfValue,
  decodeValue,
  encodeValue,
  PlanError,
  type UndoChunk,
  type Value,
  valueOfBytes,
} from '../../model/index.ts'
import type { UnitState } from '../../record/index.ts'
import type { Execution } from './execution.ts'
import type { ActiveStep } from './active-step.ts'
import { mostInline, readStored } from '../journal/stored-content.ts'

/** What a unit was to do, as its intent kept it. Errors: `corrupt`, `refused`. */
export async function readContent(execution: Execution, of: Owner, unit: UnitState): Promise<Value> {
  demandFormat(of, unit)
  if (unit.content === undefined && unit.contentBlob === undefined)
    throw new PlanError('corrupt', `Cannot read unit "${unit.key}": the journal has no content for it`)
  return readStored(execution, unit)
}

/** Stores undo data exactly as it is. Durable after `blobs.flush`, or with the event that it becomes part of. Errors: the reason of an abort. */
export async function storeUndo(
  { masker, blobs }: Execution,
  chunks: Iterable<Value> | AsyncIterable<Value>,
  signal: AbortSignal,
): Promise<readonly UndoChunk[]> {
  const stored: UndoChunk[] = []
  let room = mostInline
  const inline = (chunk: Value): UndoChunk | undefined => {
    const encoded = encodeValue(chunk)
    const size = Buffer.byteLength(JSON.stringify(encoded))
    room -= size
    return room >= 0 && !masker.carries(encoded) ? { inline: encoded, size } : undefined
  }
  const breathe = breathing(signal)
  for await (const chunk of chunks) {
    const bytes = bytesOfValue(chunk)
    stored.push((bytes.length <= room ? inline(chunk) : undefined) ?? (await blobs.put(bytes)))
    await breathe()
  }
  return stored
}

/** The undo of a unit, in the order it was captured. What is not in the journal is read when it is looked at, and not kept: there may be more of it than memory. Errors: `corrupt`, `refused`. */
export async function readUndo({ blobs, halt }: Execution, of: Owner, unit: UnitState): Promise<readonly Value[]> {
  demandFormat(of, unit)
  if (unit.undo.length < unit.captured) throw undoLost(unit)
  const stored = unit.undo.filter((chunk) => 'digest' in chunk)
  const read = await blobs.open(stored, halt.signal)
  const chunks: Value[] = []
  for (const [at, chunk] of unit.undo.entries()) {
    if ('inline' in chunk) chunks[at] = decodeValue(chunk.inline)
    else Object.defineProperty(chunks, at, { get: () => valueOfBytes(read(chunk)), enumerable: true })
  }
  return chunks
}

type Owner = Pick<ActiveStep, 'step' | 'type'>

/** Law: what an earlier version of a plugin wrote is only given to code that says it knows it. Errors: `refused`. */
export function demandFormat({ step, type }: Owner, { title, format }: UnitState): void {
  if (type.formats.includes(format)) return
  throw new PlanError(
    'refused',
    `Cannot go by what was stored of "${title}" in step "${step.id}": it is in format ${format} of "${type.uses}", and the plugin that is installed knows ${type.formats.join(', ')}`,
    { hint: `Install the version of the plugin that it was run with, or one that lists format ${format}` },
  )
}

function undoLost({ title }: UnitState): PlanError {
  return new PlanError('corrupt', `Cannot take back "${title}": the journal was cut off before the undo that was captured of it`, {
    hint: 'Put the newest record of the run back: nothing else knows how to undo it',
  })
}
