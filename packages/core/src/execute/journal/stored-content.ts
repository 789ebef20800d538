import { type BlobRef, decodeValue, encodeValue, type Json, type Value } from '../../model/index.ts'
import type { Blobs } from '../../record/index.ts'
import type { Masker } from '../../secret/index.ts'

/** Bytes of JSON above which what belongs to a record is stored beside the journal, which costs a sync more. */
export const mostInline = 4096

/** Where a value is kept: in the journal's record, or in a blob. */
export type StoredContent = { readonly content: Json } | { readonly contentBlob: BlobRef }

interface Keeping {
  readonly blobs: Blobs
  readonly masker: Masker
}

/** Stores a value without secrets. Durable after `blobs.flush`. */
export async function storeContent({ blobs, masker }: Keeping, value: Value): Promise<StoredContent> {
  const content = encodeValue(value)
  const text = JSON.stringify(masker.seal(content))
  // What is part of a record is sealed with it, and must not be sealed twice.
  if (text.length <= mostInline) return { content }
  return { contentBlob: await blobs.put(Buffer.from(text)) }
}

/** What {@link storeContent} kept. Errors: `corrupt`. */
export async function readStored(
  { blobs, masker }: Keeping,
  { content, contentBlob }: { readonly content: Json | undefined; readonly contentBlob: BlobRef | undefined },
): Promise<Value> {
  return decodeValue(masker.unseal(contentBlob ? await readJson(blobs, contentBlob) : (content ?? null)))
}

/** The JSON in a blob. Errors: `corrupt`. */
export async function readJson(blobs: Blobs, ref: BlobRef): Promise<Json> {
  return JSON.parse(Buffer.from(await blobs.get(ref)).toString()) as Json
}
