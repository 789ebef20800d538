import { expressionsIn, namesIn } from '../../expression/index.ts'
import { type BoundStep, type Json, PlanError, type Value } from '../../model/index.ts'
import type { JsonSchema } from '../../plugin.ts'
import { marksIn } from '../../plugin/schema-marks.ts'
import type { Masker } from '../../secret/index.ts'

/**
 * Demands that no output brings a secret to where others would see it (`noSecrets`), as the words of a command are seen in the list of processes. That no secret
 * is named there is known before a run; whether an answer repeats one, only when it is there. Errors: `refused`.
 */
export function demandHidden(step: BoundStep, schema: JsonSchema, expanded: Value, carries: Masker['carries']): void {
  const brought = expressionsIn(step.with).filter(({ expression }) => readsOutputs(expression))
  if (brought.length === 0) return
  for (const { mark, value, pointer } of marksIn(schema, expanded as Json)) {
    if (mark['noSecrets'] !== true || !brought.some((one) => `${pointer}/`.startsWith(`${one.pointer}/`)) || !carries(value)) continue
    throw new PlanError(
      'refused',
      `Cannot start step "${step.id}": an output would bring a secret into "${pointer.split('/')[1]}", where others would see it`,
      { hint: 'Give it where the step type keeps it, as in "env" or "headers"' },
    )
  }
}

function readsOutputs(expression: string): boolean {
  const { steps, outputs } = namesIn(expression)
  return outputs || steps.length > 0
}
