import { hash } from 'node:crypto'
import { type BoundPlan, type Json, type RunEvent, scopeEntries } from '../../model/index.ts'
import type { Blobs } from '../../record/index.ts'
import type { Masker } from '../../secret/index.ts'
import type { Recorder } from '../journal/recorder.ts'
import type { Sessions } from './sessions.ts'
import { readStored, storeContent } from '../journal/stored-content.ts'

/** What fingerprints are taken, kept and compared with. */
export interface FingerprintContext {
  readonly bound: BoundPlan
  readonly sessions: Sessions
  readonly recorder: Recorder
  readonly blobs: Blobs
  readonly masker: Masker
}

/** A resource that is not as it was before the run; `parts` are the names of those that differ, where its driver tells. */
export interface Difference {
  readonly resource: string
  readonly parts: readonly string[]
}

type Taken = RunEvent & { readonly kind: 'fingerprint-taken' }

/** The fingerprint of a resource before the run writes to it, with that of each part, so that a difference can be named later. */
export async function fingerprintBefore(context: FingerprintContext, resource: string): Promise<Taken> {
  const { value, parts } = await takeFingerprint(context, resource)
  const taken = { kind: 'fingerprint-taken', resource, when: 'before', value } as const
  if (parts === undefined) return taken
  const stored = await storeContent(context, parts)
  if ('content' in stored) return { ...taken, parts: stored.content }
  await context.blobs.flush()
  return { ...taken, partsBlob: stored.contentBlob }
}

/**
 * Takes the fingerprint of every resource again, on record, and tells which differ; `ofOurs` leaves of a difference what others have not made.
 * Law: rollback ends by comparing fingerprints.
 */
export async function compareFingerprints(
  context: FingerprintContext,
  ofOurs: (difference: Difference) => Promise<Difference | undefined>,
): Promise<readonly Difference[]> {
  const differing: Difference[] = []
  for (const [resource, { before }] of context.recorder.state.resources) {
    if (!before) continue
    const { value, parts } = await takeFingerprint(context, resource)
    const differs = value !== before.value
    const ours = differs ? await ofOurs({ resource, parts: await partsThatDiffer(context, before, parts) }) : undefined
    const others = differs && !ours ? ({ others: true } as const) : {}
    await context.recorder.record([{ kind: 'fingerprint-taken', resource, when: 'after-rollback', value, ...others }], 'soon')
    if (ours) differing.push(ours)
  }
  return differing
}

interface Fingerprint {
  readonly value: string
  readonly parts: { readonly [part: string]: string } | undefined
}

async function takeFingerprint({ bound, sessions }: FingerprintContext, resource: string): Promise<Fingerprint> {
  const { driver } = sessions.locate(resource)
  const session = await sessions.open(resource, 'write')
  const scope = scopeEntries(bound.scope, resource)
  if (!driver.digests) return { value: (await driver.fingerprint?.(session, scope)) ?? '', parts: undefined }
  const digests = Object.entries(await driver.digests(session, scope)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  // What only tells which part it was may be short.
  const parts = Object.fromEntries(digests.map(([part, digest]) => [part, hash('sha256', digest).slice(0, 16)]))
  return { value: hash('sha256', JSON.stringify(digests)), parts }
}

async function partsThatDiffer(
  { blobs, masker }: FingerprintContext,
  { parts, partsBlob }: Pick<Taken, 'parts' | 'partsBlob'>,
  now: Fingerprint['parts'],
): Promise<readonly string[]> {
  if (now === undefined || (parts === undefined && partsBlob === undefined)) return []
  const before = (await readStored({ blobs, masker }, { content: parts, contentBlob: partsBlob })) as { readonly [part: string]: Json }
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((part) => before[part] !== now[part]).toSorted()
}
