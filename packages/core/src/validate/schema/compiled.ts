import { isQuick, messageOf, valueIn, withinTime } from '../../model/index.ts'
import type { AnyStepType, JsonSchema } from '../../plugin.ts'
import type { CompiledSchemas, SchemaValidator } from '../../plugin/validator.ts'
import { laterKeyword } from './later-keywords.ts'

/** A compiled schema, or why it can't be used. */
export type Compiled = SchemaValidator | { readonly problem: string }

const kept = new WeakMap<JsonSchema, Compiled>()

/** The compiled input schemas of step types; ajv is loaded only if one of them was not compiled beforehand. */
export async function compiledInputs(
  types: Iterable<AnyStepType>,
  compiled: CompiledSchemas | undefined,
): Promise<(type: AnyStepType) => Compiled> {
  const ready = ({ uses }: AnyStepType) => valueIn(compiled?.inputs, uses)
  const others = new Set([...types].filter((type) => !ready(type)).map(({ input }) => input))
  const compile = await compileSchemas(others)
  return (type) => ready(type) ?? compile(type.input)
}

/** Compiles schemas with ajv, which is loaded only if one of them was not compiled before. */
export async function compileSchemas(schemas: Iterable<JsonSchema>): Promise<(schema: JsonSchema) => Compiled> {
  const fresh = [...schemas].filter((schema) => !kept.has(schema))
  if (fresh.length > 0) {
    const { Ajv } = await import('ajv')
    const ajv = new Ajv({
      allErrors: true,
      strict: false,
      messages: false,
      // oxlint-disable-next-line typescript/no-deprecated -- as the schemas that are compiled beforehand
      unicode: false,
      validateFormats: false,
      ownProperties: true,
      logger: false,
    })
    for (const schema of fresh) kept.set(schema, compileOne(ajv, schema))
  }
  return (schema) => kept.get(schema) ?? { problem: 'it was not compiled' }
}

/** ms after which it is given up to check a value: a schema may come with a pull request, and have patterns that take years. */
const patience = 1000

/** A validator that ends: one that takes too long, or refers to itself without end, says `undecided`, and does so at once from then on. */
function bounded(validator: SchemaValidator, schema: JsonSchema): SchemaValidator {
  let gaveUp = false
  const endsSoon = endsSoonFor(schema)
  const check: SchemaValidator = (value) => {
    const valid = gaveUp ? undefined : endsSoon(value) ? validator(value) : endsInTime(() => validator(value))
    gaveUp = valid === undefined
    check.errors =
      valid === undefined ? [{ instancePath: '', schemaPath: '#', keyword: 'undecided', params: {} }] : (validator.errors ?? null)
    return valid === true
  }
  return check
}

/** Whether checking a value is over soon, whatever it is: to watch the time takes longer than most checks. */
function endsSoonFor(schema: JsonSchema): (value: unknown) => boolean {
  const { patterns, refers } = dangersIn(schema)
  if (refers) return () => false
  return (value) => {
    const longest = patterns.length === 0 ? '' : JSON.stringify(value)
    return patterns.every((pattern) => isQuick(pattern, longest))
  }
}

interface Dangers {
  readonly patterns: readonly string[]
  /** Whether it refers to schemas, perhaps to itself. */
  readonly refers: boolean
}

function dangersIn(schema: unknown): Dangers {
  if (typeof schema !== 'object' || schema === null) return { patterns: [], refers: false }
  const { pattern, patternProperties, $ref } = schema as JsonSchema
  const below = Object.values(schema).map(dangersIn)
  const own = [...(typeof pattern === 'string' ? [pattern] : []), ...Object.keys((patternProperties as object | undefined) ?? {})]
  return {
    patterns: [...own, ...below.flatMap(({ patterns }) => patterns)],
    refers: $ref !== undefined || below.some(({ refers }) => refers),
  }
}

function endsInTime(work: () => boolean): boolean | undefined {
  try {
    return withinTime(patience, work)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Compiler {
  compile(schema: JsonSchema): unknown
  readonly errors?: readonly { readonly instancePath: string; readonly keyword: string }[] | null
}

function compileOne(ajv: Compiler, schema: JsonSchema): Compiled {
  const later = laterKeyword(schema)
  if (later !== undefined) return { problem: `"${later}" is of a later JSON Schema than draft-07, and would be passed over` }
  try {
    return bounded(ajv.compile(schema) as SchemaValidator, schema)
  } catch (error) {
    const [wrong] = ajv.errors ?? []
    return { problem: wrong ? `it is no JSON Schema (draft-07): "${wrong.instancePath}" breaks "${wrong.keyword}"` : messageOf(error) }
  }
}
