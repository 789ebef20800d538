import { expressionsIn } from '../../expression/index.ts'
import { type BoundStep, isList, type Json, PlanError, type Value, valueIn } from '../../model/index.ts'
import type { JsonSchema, OpaqueDriver, OpaqueStepType, SchemaValidator } from '../../plugin.ts'
import type { Masker } from '../../secret/index.ts'
import type { Effects } from '../effects.ts'
import { demandHidden } from './demand-hidden.ts'
import { withNumbers, withNumbersRead } from './with-numbers.ts'

/**
 * The input of a step, its expressions expanded, as its type takes it. Errors: `invalid`, where it does not; the message may quote it. `refused` where an output
 * brings a secret to where others would see it.
 */
export async function fitInput(
  step: BoundStep,
  { uses, input: schema }: OpaqueStepType,
  expanded: Value,
  { schemas, masker: { carries } }: Ready & { readonly masker: Pick<Masker, 'carries'> },
): Promise<Value> {
  demandHidden(step, schema, expanded, carries)
  const ready = async () => valueIn((await schemas?.())?.inputs, uses)
  return fit(step.with, expanded, { schema, ready, what: `of step "${step.id}"` })
}

/** The same for the configuration of a resource, where a secret may stand for a number. */
export async function fitConfig(
  resource: string,
  { kind, config: schema }: OpaqueDriver,
  config: Config,
  expanded: Config,
  { schemas }: Ready,
): Promise<Config> {
  const ready = async () => valueIn((await schemas?.())?.configs, kind)
  return (await fit(config, withNumbersRead(schema, expanded), { schema, ready, what: `in the connection of ${resource}` })) as Config
}

interface Config {
  readonly [key: string]: Json
}

interface Ready {
  readonly schemas?: Effects['schemas'] | undefined
}

interface Fitting {
  readonly schema: JsonSchema
  /** The compiled schema, where there is one. */
  readonly ready: () => Promise<SchemaValidator | undefined>
  /** Where the expressions stand. */
  readonly what: string
}

/** What a run brings into a template (outputs, secrets), nobody has held against the schema before. */
async function fit(template: Json, expanded: Value, { schema, ready, what }: Fitting): Promise<Value> {
  if (expressionsIn(template).length === 0) return expanded
  const value = withNumbers(schema, expanded)
  const [{ compileSchemas }, { explain }] = await Promise.all([
    import('../../validate/schema/compiled.ts'),
    import('../../validate/mistakes/explain.ts'),
  ])
  const compiled = (await ready()) ?? (await compileSchemas([schema]))(schema)
  const given = asJson(value)
  if ('problem' in compiled || compiled(given)) return value
  const mistakes = explain(schema, given, compiled.errors ?? [], 'plain')
  const message = `Cannot use what the expressions ${what} give: ${mistakes.map((one) => one.message).join('; ')}`
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
