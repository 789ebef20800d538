import { join } from 'node:path'
import { counted, type Diagnostic, shellWord } from '@backout/core/model'
import { hideSecrets } from '@backout/core/report'
import type { Call } from '../terminal/call.ts'
import { checkRepository, type Findings } from '../validate/check-repository.ts'
import { exitCodes } from '../exit-codes.ts'
import { diagnosticJson } from '../failure.ts'
import { fixRepository } from '../validate/fix-repository.ts'
import { diagnosticsText } from '../output/diagnostics-text.ts'
import { planCall } from '../next/plan-call.ts'
import type { Answer } from '../plan-command.ts'
import { pathFrom } from '../system/path-from.ts'
import type { ValidateJson } from '../shapes/validate.ts'

/** What `plan validate` was told. */
export interface ValidateOptions {
  readonly plans: readonly string[]
  readonly fix: boolean
  readonly strict: boolean
}

/** Checks plans and `backout.yaml`: all that is wrong, at once. With `fix`, what can be repaired is, and all is checked again. */
export async function validate({ plans, fix, strict }: ValidateOptions, call: Call): Promise<Answer<ValidateJson>> {
  const fixed = fix ? await fixRepository(plans, call) : []
  const findings = hideSecrets(await checkRepository(plans, call))
  const errors = findings.diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = findings.diagnostics.length - errors
  const ok = errors === 0 && !(strict && warnings > 0)
  const files = findings.documents.map(({ path }) => path)
  const result: ValidateJson = { ok, files, errors, warnings, diagnostics: findings.diagnostics.map(diagnosticJson), fixed }
  return {
    result,
    text: validateText(result, findings, call),
    next: nextOf(result, findings, { plans, strict }),
    exitCode: ok ? exitCodes.done : exitCodes.invalid,
  }
}

function validateText(
  { ok, files, errors, warnings, fixed }: ValidateJson,
  { root, diagnostics, documents }: Findings,
  { cwd, paint, columns }: Call,
): string {
  const rendered = diagnosticsText(diagnostics, documents, { root, cwd, paint, columns })
  const repaired = fixed.flatMap(({ file, fixes }) =>
    fixes.map((each) => `${paint('green', '✔ fixed')}  ${pathFrom(cwd, join(root, file))}: ${each}`),
  )
  const counts = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(Boolean).join(', ')
  const where = counted(files.length, 'file')
  const summary = ok
    ? `${paint('green', '✔ valid')}  ${where}${counts ? `, ${counts}` : ''}`
    : `${paint('red', '✖ not valid')}  ${counts} (${where} checked)`
  return [rendered, repaired.join('\n'), files.length === 0 ? 'There are no plans' : summary].filter(Boolean).join('\n\n')
}

function nextOf(
  { ok, files }: ValidateJson,
  { diagnostics, valid }: Findings,
  { plans, strict }: Pick<ValidateOptions, 'plans' | 'strict'>,
): string {
  if (files.length === 0) return 'plan init'
  const again = ['plan validate', ...plans.map(shellWord), ...(strict ? ['--strict'] : [])].join(' ')
  if (!ok) return diagnostics.some(hasFix) ? `${again} --fix` : again
  const [plan, ...others] = valid
  return plan && others.length === 0 ? planCall('show', plan.word(), { env: plan.env }) : 'plan status'
}

function hasFix({ fix }: Diagnostic): boolean {
  return fix !== undefined
}
