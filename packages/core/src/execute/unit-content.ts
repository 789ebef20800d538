import { type BlobRef, decodeValue, encodeValue, type Json, PlanError, type Value } from '../model/index.ts'
import type { UnitState } from '../record/index.ts'
import type { Conduct } from './conduct.ts'

/** Bytes of JSON above which a unit's content is stored beside the journal. */
const inline = 4096

/** Where a unit's content is kept: in the journal's record, or in a blob. */
export type StoredContent = { readonly content: Json } | { readonly contentBlob: BlobRef }

/** Stores what a unit is to do, without secrets. Durable after `blobs.flush`. */
export async function storeContent(conduct: Conduct, unit: Value): Promise<StoredContent> {
  const content = conduct.masker.seal(encodeValue(unit))
  const text = JSON.stringify(content)
  if (text.length <= inline) return { content }
  return { contentBlob: await conduct.blobs.put(Buffer.from(text)) }
}

/** What a unit was to do, as {@link storeContent} kept it. Errors: `corrupt`, `missing`. */
export async function readContent(conduct: Conduct, unit: UnitState): Promise<Value> {
  const stored = unit.contentBlob ? (JSON.parse(Buffer.from(await conduct.blobs.get(unit.contentBlob)).toString()) as Json) : unit.content
  if (stored === undefined) throw new PlanError('corrupt', `Cannot read unit "${unit.key}": the journal has no content for it`)
  return decodeValue(conduct.masker.unseal(stored))
}

/** Stores undo data exactly as it is. Durable after `blobs.flush`. */
export async function storeUndo(conduct: Conduct, chunks: Iterable<Value> | AsyncIterable<Value>): Promise<readonly BlobRef[]> {
  const refs: BlobRef[] = []
  for await (const chunk of chunks) refs.push(await conduct.blobs.put(Buffer.from(JSON.stringify(encodeValue(chunk)))))
  return refs
}

/** The undo of a unit, in the order it was captured. */
export async function readUndo(conduct: Conduct, unit: UnitState): Promise<readonly Value[]> {
  const chunks: Value[] = []
  for (const ref of unit.undo) chunks.push(decodeValue(JSON.parse(Buffer.from(await conduct.blobs.get(ref)).toString()) as Json))
  return chunks
}
