import type { Json, RunEvent } from '../model/index.ts'
import type { Masker } from './masker.ts'

/**
 * Seals what an event carries, and leaves alone the names by which the record is read: a secret whose value happens to be
 * `postgres`, or a step's id, must not make the journal unreadable for those who do not have it.
 */
export function sealEvent(event: RunEvent, masker: Masker): RunEvent {
  const sealed: { [field: string]: Json } = {}
  for (const [field, value] of Object.entries(event as unknown as { readonly [field: string]: Json })) {
    sealed[field] = structural.has(field) ? value : masker.seal(value)
  }
  return ('failure' in event && event.failure
    ? { ...sealed, failure: { ...(sealed['failure'] as object), code: event.failure.code } }
    : sealed) as unknown as RunEvent
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
  'waiting',
  'as',
  'ending',
])
