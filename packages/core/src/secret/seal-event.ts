import type { Json, RunEvent } from '../model/index.ts'
import type { Masker } from './masker.ts'

/**
 * Seals what an event carries, and leaves alone the names by which the record is read: a secret whose value happens to be
 * `postgres`, or a step's id, must not make the journal unreadable for those who do not have it.
 */
export function sealEvent(event: RunEvent, masker: Masker): RunEvent {
  const fields = event as unknown as { readonly [field: string]: Json }
  let sealed: { [field: string]: Json } | undefined
  for (const field in fields) {
    if (structural.has(field)) continue
    const value = masker.seal(fields[field]!)
    // Hardly any event carries a secret: only one that does is copied.
    if (value !== fields[field]) (sealed ??= { ...fields })[field] = value
  }
  if (sealed && 'failure' in event && event.failure) sealed['failure'] = { ...(sealed['failure'] as object), code: event.failure.code }
  return (sealed ?? event) as unknown as RunEvent
}

/** Fields that only ever hold names, numbers, digests and words of the journal's own. */
const structural: ReadonlySet<string> = new Set([
  'kind',
  'run',
  'plan',
  'path',
  'environment',
  'planDigest',
  'bindingDigest',
  'commit',
  'engine',
  'epoch',
  'pid',
  'direction',
  'requirement',
  'role',
  'file',
  'digest',
  'resource',
  'when',
  'step',
  'effect',
  'guarantee',
  'undo',
  'attempt',
  'unit',
  'key',
  'contentBlob',
  'transaction',
  'chunks',
  'settledBy',
  'retryAt',
  'holds',
  'outputBlob',
  'withheld',
  'failures',
  'samples',
  'waiting',
  'as',
  'ending',
])
