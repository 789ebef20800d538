import { messageOf } from '@backout/core/model'
import { type Audit, auditRun, type RunStore } from '@backout/core/record'
import { attachedSignOffs, type AttachedSignOffs } from '@backout/core/signoff'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../output/table.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../run/choose-run.ts'
import type { AuditJson } from '../shapes/record.ts'

/** What `plan audit` was told. */
export interface AuditOptions {
  readonly run: string | undefined
}

/** Verifies the record of a run, and names the first record that does not hold. */
export async function audit({ run: named }: AuditOptions, call: Call): Promise<Answer<AuditJson>> {
  const repository = await openRepository(call)
  const { store } = repository
  const { run } = await chooseRun(repository, named, { verb: 'audit', candidates: [() => true], none: 'there is no run' }, call)
  const found = await auditRun(store, run)
  const signed = await signOffsOf(store, found)
  const problems = [...found.problems, ...signed.problems]
  const result: AuditJson = { ...found, signOffs: signed.whole, problems, ok: problems.length === 0 }
  // What does not hold is not reported either.
  const next = result.ok ? `plan report ${run}` : 'plan status'
  return { result, text: auditText(result, call), next, exitCode: result.ok ? exitCodes.done : exitCodes.person }
}

type SignOffsFound = Pick<AttachedSignOffs, 'whole'> & Pick<Audit, 'problems'>

/** What is attached can only be compared with a plan and a journal that hold. */
async function signOffsOf(store: RunStore, { run, problems }: Audit): Promise<SignOffsFound> {
  if (problems.length > 0) return { whole: 0, problems: [] }
  try {
    const [{ bound }, { records }, attachments] = await Promise.all([store.frozen(run), store.read(run), store.attachments(run)])
    return attachedSignOffs(bound, records, attachments)
  } catch (thrown) {
    return { whole: 0, problems: [{ message: messageOf(thrown) }] }
  }
}

function auditText({ run, ok, records, blobs, signOffs, torn, head, problems }: AuditJson, { paint }: Call): string {
  const verdict = ok ? `${paint('green', '✔ holds')}  ${run}` : `${paint('red', '✖ does not hold')}  ${run}`
  const facts = [
    ['  Records', String(records)],
    ['  Undo and outputs', String(blobs)],
    ...(signOffs > 0 ? [['  Sign-offs at gates', String(signOffs)]] : []),
    ...(head === '' ? [] : [['  Head', head]]),
    ...(torn > 0 ? [['  Torn', `${torn} bytes at the end that a crash left, and that do not count`]] : []),
  ]
  return [verdict, ...problems.map(({ message }) => `  ${message}`), table(facts)].join('\n')
}
