import { expressionsIn } from '../expression/index.ts'
import { type BoundStep, isList, PlanError, type Value } from '../model/index.ts'
import type { OpaqueStepType } from '../plugin.ts'
import type { Effects } from './effects.ts'
import { withNumbers } from './with-numbers.ts'

/**
 * The input of a step, its expressions expanded, as its type takes it. What a run brings into it, such as outputs, nobody has held against the schema
 * before; the message may quote it. Errors: `invalid`.
 */
export async function fitInput(
  step: BoundStep,
  type: OpaqueStepType,
  expanded: Value,
  { schemas }: Pick<Effects, 'schemas'>,
): Promise<Value> {
  if (expressionsIn(step.with).length === 0) return expanded
  const input = withNumbers(type.input, expanded)
  const [{ compiledInputs }, { explain }] = await Promise.all([
    import('../validate/compiled.ts'),
    import('../validate/mistakes/explain.ts'),
  ])
  const compiled = (await compiledInputs([type], await schemas?.()))(type)
  const given = asJson(input)
  if ('problem' in compiled || compiled(given)) return input
  const mistakes = explain(type.input, given, compiled.errors ?? [], 'plain')
  const message = `Cannot use what the expressions of step "${step.id}" give: ${mistakes.map((one) => one.message).join('; ')}`
  throw new PlanError('invalid', message, mistakes.some(({ code }) => code === 'wrong-type') ? { hint: conversion } : {})
}

const conversion = 'Convert it in the expression: string(…), int(…), double(…)'

/** With numbers for integers of 64 bits, and for bytes a list, which no schema takes for text. */
function asJson(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint8Array) return [`${value.length} bytes`]
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(asJson)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]))
}
