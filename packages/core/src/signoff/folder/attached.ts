import type { BoundPlan, JournalRecord } from '../../model/index.ts'
import { signOffDigest } from './sign-off-file.ts'

/** What became of the sign-offs that opened a run's gates, and are kept with it. */
export interface AttachedSignOffs {
  /** How many are there, and say what was accepted. */
  readonly whole: number
  /** What does not hold, in order; `seq` is the record that says so. */
  readonly problems: readonly { readonly seq: number; readonly message: string }[]
}

/** Compares the sign-offs that are kept with a run, by name, with the digests of those that its journal says opened its gates. */
export function attachedSignOffs(
  { signOffs }: Pick<BoundPlan, 'signOffs'>,
  records: readonly JournalRecord[],
  attachments: ReadonlyMap<string, Uint8Array>,
): AttachedSignOffs {
  const gates = new Set(signOffs.require.filter(({ gate }) => gate).map(({ id }) => id))
  const checked = records.flatMap(({ seq, event }) => {
    if (event.kind !== 'sign-off-accepted' || !gates.has(event.requirement)) return []
    const why = problemWith(attachments.get(event.file), event.digest)
    return [
      why === undefined
        ? undefined
        : { seq, message: `record ${seq} (${event.kind}) refers to what does not hold: "${event.file}" ${why}` },
    ]
  })
  const problems = checked.filter((each) => each !== undefined)
  return { whole: checked.length - problems.length, problems }
}

function problemWith(bytes: Uint8Array | undefined, digest: string): string | undefined {
  if (!bytes) return "is not in the run's record"
  return signOffDigest(bytes) === digest ? undefined : 'is not what was accepted'
}
