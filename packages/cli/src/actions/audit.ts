import { auditRun } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import { exitCodes } from '../exit-codes.ts'
import { table } from '../output/table.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun } from '../runs.ts'
import type { AuditJson } from '../shapes/record.ts'

/** What `plan audit` was told. */
export interface AuditOptions {
  readonly run: string | undefined
}

/** Verifies the record of a run, and names the first record that does not hold. */
export async function audit({ run: named }: AuditOptions, call: Call): Promise<Answer<AuditJson>> {
  const { store } = await openRepository(call)
  const { run } = await chooseRun(store, named, { verb: 'audit', candidates: [() => true], none: 'there is no run' })
  const found = await auditRun(store, run)
  const result: AuditJson = { ...found, ok: found.problems.length === 0 }
  return { result, text: auditText(result, call), next: `plan report ${run}`, exitCode: result.ok ? exitCodes.done : exitCodes.person }
}

function auditText({ run, ok, records, blobs, torn, head, problems }: AuditJson, { paint }: Call): string {
  const verdict = ok ? `${paint('green', '✔ holds')}  ${run}` : `${paint('red', '✖ does not hold')}  ${run}`
  const facts = [
    ['  Records', String(records)],
    ['  Undo and outputs', String(blobs)],
    ['  Head', head],
    ...(torn > 0 ? [['  Torn', `${torn} bytes at the end that a crash left, and that do not count`]] : []),
  ]
  return [verdict, ...problems.map(({ message }) => `  ${message}`), table(facts)].join('\n')
}
