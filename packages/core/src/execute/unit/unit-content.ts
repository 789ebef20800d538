import { decodeValue, encodeValue, PlanError, type UndoChunk, type Value } from '../../model/index.ts'
import type { UnitState } from '../../record/index.ts'
import type { Execution } from './execution.ts'
import type { ActiveStep } from './active-step.ts'
import { mostInline, readJson, readStored } from '../journal/stored-content.ts'

/** What a unit was to do, as its intent kept it. Errors: `corrupt`, `refused`. */
export async function readContent(execution: Execution, of: Owner, unit: UnitState): Promise<Value> {
  demandFormat(of, unit)
  if (unit.content === undefined && unit.contentBlob === undefined)
    throw new PlanError('corrupt', `Cannot read unit "${unit.key}": the journal has no content for it`)
  return readStored(execution, unit)
}

/** Stores undo data exactly as it is. Durable after `blobs.flush`, or with the event that it becomes part of. */
export async function storeUndo(execution: Execution, chunks: Iterable<Value> | AsyncIterable<Value>): Promise<readonly UndoChunk[]> {
  const stored: UndoChunk[] = []
  let room = mostInline
  for await (const chunk of chunks) {
    const encoded = encodeValue(chunk)
    const bytes = Buffer.from(JSON.stringify(encoded))
    room -= bytes.length
    const small = room >= 0 && !execution.masker.carries(encoded)
    stored.push(small ? { inline: encoded, size: bytes.length } : await execution.blobs.put(bytes))
  }
  return stored
}

/** The undo of a unit, in the order it was captured. Errors: `corrupt`, `refused`. */
export async function readUndo(execution: Execution, of: Owner, unit: UnitState): Promise<readonly Value[]> {
  demandFormat(of, unit)
  if (unit.undo.length < unit.captured) throw undoLost(unit)
  const chunks: Value[] = []
  for (const chunk of unit.undo) chunks.push(decodeValue('inline' in chunk ? chunk.inline : await readJson(execution.blobs, chunk)))
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
