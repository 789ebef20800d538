import { type BlobRef, type JournalRecord, messageOf, PlanError, type RunEvent } from '../model/index.ts'
import { replay } from './replay/replay.ts'
import type { Blobs, JournalContents, RunStore } from './run-store.ts'

/** Whether the record of a run holds. */
export interface Audit {
  readonly run: string
  /** Records whose hash chain holds, from the first. */
  readonly records: number
  /** Blobs (undo, contents, outputs) that were read and have their digest. */
  readonly blobs: number
  /** bytes that a crash left torn at the end, which do not count */
  readonly torn: number
  /** SHA-256 (hex) of the last record that holds. */
  readonly head: string
  /** What does not hold, in order; `seq` is the record that says so. Empty where all holds. */
  readonly problems: readonly AuditProblem[]
}

/** One thing that does not hold. */
export interface AuditProblem {
  readonly seq?: number
  readonly message: string
}

/** What of a store an audit reads. */
export type Audited = Pick<RunStore, 'frozen' | 'read' | 'blobs'>

/** Verifies the frozen plan and files, the hash chain, and the digest of everything that the journal refers to. Errors: `missing`. */
export async function auditRun(store: Audited, run: string): Promise<Audit> {
  const frozen = await store.frozen(run).then(
    () => undefined,
    (cause: unknown) => messageOf(cause),
  )
  const { records, head, torn, damage, changed } = await contentsOf(store, run)
  await using blobs = await store.blobs(run, 'read')
  const found = { blobs: 0, problems: (frozen === undefined ? [] : [{ message: frozen }]) as AuditProblem[] }
  const dropped = isUndoDropped(records)
  for (const record of records) await verify(record, blobs, dropped, found)
  // Without the frozen plan the chain has no beginning: that is one cause, not two.
  const broken = [damage, changed].flatMap((one) =>
    one && one.message !== frozen ? [{ seq: one.seq, message: `record ${one.seq} does not hold: ${one.message}` }] : [],
  )
  return { run, records: records.length, blobs: found.blobs, torn, head, problems: [...found.problems, ...broken] }
}

/** Of a journal that is gone, that its first record does not hold. */
async function contentsOf(store: Audited, run: string): Promise<JournalContents> {
  try {
    return await store.read(run, { damaged: 'give' })
  } catch (error) {
    if (!(error instanceof PlanError) || error.code !== 'corrupt') throw error
    return { records: [], head: '', torn: 0, damage: { seq: 0, message: messageOf(error) } }
  }
}

/** Whether a run has given up what was kept for its undo: that goes once every unit is on record as dropped, and before the run is as finalized. */
function isUndoDropped(records: readonly JournalRecord[]): boolean {
  const { phase: runPhase, finalizing, steps } = replay(records)
  const units = [...steps.values()].flatMap((step) => [...step.units.values()])
  return (
    runPhase === 'finalized' || (finalizing !== undefined && units.every(({ phase, undo }) => phase !== 'applied' || undo.length === 0))
  )
}

async function verify(
  { seq, event }: JournalRecord,
  blobs: Blobs,
  dropped: boolean,
  found: { blobs: number; problems: AuditProblem[] },
): Promise<void> {
  for (const ref of refsOf(event)) {
    // Its outputs stay.
    if (dropped && event.kind !== 'step-finished') continue
    try {
      await blobs.get(ref)
      found.blobs += 1
    } catch (cause) {
      found.problems.push({ seq, message: `record ${seq} (${event.kind}) refers to what does not hold: ${messageOf(cause)}` })
    }
  }
}

function refsOf(event: RunEvent): readonly BlobRef[] {
  switch (event.kind) {
    case 'undo-captured':
      return event.chunks.filter((chunk): chunk is BlobRef => 'digest' in chunk)
    case 'fingerprint-taken':
      return event.partsBlob ? [event.partsBlob] : []
    case 'unit-intended':
      return event.contentBlob ? [event.contentBlob] : []
    case 'step-finished':
      return event.outputBlob ? [event.outputBlob] : []
    default:
      return []
  }
}
