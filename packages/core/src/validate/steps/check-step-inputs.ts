import type { AnyStepType, JsonSchema } from '../../plugin.ts'
import type { SchemaValidator } from '../../plugin/validator.ts'
import type { Compiled } from '../schema/compiled.ts'
import type { Findings } from '../mistakes/findings.ts'
import { explain } from '../mistakes/explain.ts'
import type { SchemaMistake } from '../mistakes/schema-mistake.ts'
import { reportMistake } from '../mistakes/report-mistake.ts'
import { inputPointer, type Use } from '../view/uses.ts'

/** Every input of a step type is as its schema says. Gives the uses whose input is right. */
export function checkStepInputs(findings: Findings, all: readonly Use[], compiled: (type: AnyStepType) => Compiled): readonly Use[] {
  const broken = new Set<AnyStepType>()
  return all.filter((use) => {
    const { type, input } = use
    if (!type || !input) return false
    const validator = compiled(type)
    if (!('problem' in validator)) return isRight(findings, use, type.input, validator)
    if (!broken.has(type)) brokenSchema(findings, use, validator.problem)
    broken.add(type)
    return false
  })
}

function isRight(findings: Findings, use: Use, schema: JsonSchema, validator: SchemaValidator): boolean {
  if (validator(use.input)) return true
  const mistakes = explain(schema, use.input, validator.errors ?? [])
  const fresh = mistakes.filter((mistake) => !isOfStepItself(use, schema, validator, mistake))
  const base = inputPointer(use)
  const prefix = findings.whose(base)
  for (const mistake of fresh) {
    if (use.rollback) reportMistake(findings, base, withMerging(mistake, use), `${prefix}in its rollback `)
    else reportMistake(findings, base, mistake, prefix)
  }
  return mistakes.length === 0
}

/** Keys that exclude each other come together where a rollback is merged into its step, though nobody wrote them together. */
function withMerging(mistake: SchemaMistake, { rollback, uses }: Use): SchemaMistake {
  if (rollback?.step.uses !== undefined || mistake.code !== 'wrong-combination' || mistake.missing) return mistake
  return { ...mistake, suggestion: `Its input is merged into the step's own: to give it a whole one, write "uses: ${uses}" beside "with"` }
}

/** Whether a rollback only repeats, in what it takes over, a mistake of its step. */
function isOfStepItself({ rollback, entry }: Use, schema: JsonSchema, validator: SchemaValidator, mistake: SchemaMistake): boolean {
  if (!rollback || rollback.step.uses !== undefined || validator(entry.entry.with ?? {})) return false
  const own = explain(schema, entry.entry.with ?? {}, validator.errors ?? [])
  return own.some(({ pointer, message }) => pointer === mistake.pointer && message === mistake.message)
}

function brokenSchema(findings: Findings, { pointer, uses }: Use, problem: string): void {
  findings.error('plugin-schema', pointer, `The input schema of step type "${uses}" cannot be used: ${problem}`)
}
