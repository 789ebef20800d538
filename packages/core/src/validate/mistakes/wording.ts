import { missingSpace, valueAt, writeFlow } from '../../load/index.ts'
import { closest, didYouMean, isList, isObject } from '../../model/index.ts'
import { couldBe, kind, kindOf, kindsOf, keysOf, knownKeys, schemaOf, type SchemaNode } from './schema-lookup.ts'
import type { SchemaError } from '../../plugin/validator.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import { limitWording } from './limit-wording.ts'
import { patternWords, respelt } from './pattern-words.ts'
import { unknownKey } from './unknown-key.ts'
import { at, either, notOfKind, shown, subject, within } from './phrases.ts'

/** One error of a validator as a sentence, at its place. */
export function wordingOf(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const { keyword, instancePath: pointer, params, schemaPath } = error
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(
        { key: String(params['additionalProperty']), parent: pointer, value },
        schemaOf(schema, schemaPath),
        knownKeys(schema, schemaPath),
      )
    case 'required':
      return missingKey(String(params['missingProperty']), error)
    case 'type':
      return wrongType(schema, value, error)
    case 'enum':
    case 'const':
      return wrongChoice(value, error)
    case 'pattern':
      return wrongPattern(schema, value, error)
    case 'anyOf':
    case 'oneOf':
      return wrongAlternative(schema, value, error)
    default:
      return limitWording(value, error)
  }
}

function missingKey(missing: string, error: SchemaError): SchemaMistake {
  return { ...at(error, 'missing-key', `"${missing}" is missing${within(error.instancePath)}`), missing: [missing] }
}

function wrongType(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const wanted = schemaOf(schema, error.schemaPath)
  const isScalar = typeof given === 'number' || typeof given === 'boolean'
  if (wanted.pattern !== undefined && isScalar && !couldBe(wanted, String(given))) return wrongPattern(schema, value, error)
  if (wanted.enum !== undefined && isScalar && !couldBe(wanted, String(given)))
    return wrongChoice(value, { ...error, keyword: 'enum', params: { allowedValues: wanted.enum } })
  const kinds = [error.params['type']].flat().map((type) => kind(String(type)))
  return { ...at(error, 'wrong-type', notOfKind(error.instancePath, kinds, kindOf(given))), kinds, ...otherType(wanted, given) }
}

/** The value as it was probably meant, in YAML; else an example of what is asked for. */
export function otherType(wanted: SchemaNode, given: unknown): Pick<SchemaMistake, 'suggestion' | 'meant'> {
  const { type, items = {}, required = [], minItems = 0, examples = [] } = wanted
  if (type === 'boolean' && typeof given === 'string' && oldBooleans.has(given.toLowerCase())) {
    const meant = oldBooleans.get(given.toLowerCase())!
    return { suggestion: `In YAML 1.2 it is ${meant}`, meant }
  }
  if (type === 'boolean' && (given === 'true' || given === 'false')) return { suggestion: 'Take its quotes away', meant: given }
  if ((type === 'integer' || type === 'number') && typeof given === 'string' && couldBe(wanted, numberIn(given))) return { meant: given }
  if (type !== 'array' && type !== 'object') return {}
  if (type === 'object' && typeof given === 'string' && /^[\w.-]+:[^\s/]/.test(given)) return { suggestion: missingSpace }
  // Where a list may hold anything, the text may be a pattern or an expression for all of it.
  if (type === 'array' && isWord(given) && kindsOf(items).length > 0 && couldBe(items, given)) return { meant: writeFlow([given]) }
  if (type === 'array' && isItem(given, items)) return { suggestion: 'Begin each item of the list with "- "' }
  // Where an empty list is among the examples, it says something, and is not what a key without a value means.
  const isFree = required.length === 0 && minItems === 0 && !examples.some((example) => isList(example) && example.length === 0)
  if (given === null && isFree) return { meant: type === 'array' ? '[]' : '{}' }
  return examples.length === 0 ? {} : { suggestion: `For example ${JSON.stringify(examples[0])}` }
}

/** Whether a map is one item of a list, written without its dash. */
function isItem(given: unknown, { properties = {} }: SchemaNode): boolean {
  return isObject(given) && Object.keys(given).some((key) => Object.hasOwn(properties, key))
}

/** A text of several words may have been meant as a list of them. */
function isWord(given: unknown): given is string {
  return typeof given === 'string' && given !== '' && !/\s/.test(given)
}

function numberIn(text: string): unknown {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text) ? Number(text) : undefined
}

/** What was a boolean in YAML 1.1. */
const oldBooleans: ReadonlyMap<string, string> = new Map([
  ['yes', 'true'],
  ['on', 'true'],
  ['y', 'true'],
  ['no', 'false'],
  ['off', 'false'],
  ['n', 'false'],
])

function wrongChoice(value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const choices = (error.keyword === 'const' ? [error.params['allowedValue']] : error.params['allowedValues']) as readonly unknown[]
  const meant = typeof given === 'string' ? (otherChoice(given, choices) ?? closest(given, choices.map(String))) : undefined
  const message = `${subject(error.instancePath)} must be ${either(choices.map((choice) => JSON.stringify(choice)))}, not ${shown(given)}`
  return { ...at(error, 'wrong-value', message), ...(meant !== undefined && { suggestion: didYouMean(meant), meant }) }
}

function otherChoice(given: string, choices: readonly unknown[]): string | undefined {
  const word = otherTypes.get(given.toLowerCase())
  return choices.includes(word) ? word : undefined
}

/** What other languages call the types of inputs; our reference says "text". */
const otherTypes: ReadonlyMap<string, string> = new Map([
  ['text', 'string'],
  ['float', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
])

function wrongPattern(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const { pattern, examples = [] } = schemaOf(schema, error.schemaPath)
  const words = patternWords(String(pattern))
  const near = typeof given === 'string' ? respelt(String(pattern), given) : undefined
  const mistake = at(error, 'wrong-value', `${subject(error.instancePath)} ${words}, not ${shown(given)}`)
  if (near !== undefined) return { ...mistake, suggestion: didYouMean(near) }
  return examples.length === 0 ? mistake : { ...mistake, suggestion: `For example ${JSON.stringify(examples[0])}` }
}

function wrongAlternative(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const holder = schemaOf(schema, error.schemaPath)
  const branches = (error.keyword === 'anyOf' ? holder.anyOf : holder.oneOf) ?? []
  const passing = error.params['passingSchemas']
  const chosen = Array.isArray(passing) ? passing.map((index) => branches[Number(index)] ?? {}) : branches
  if (chosen.length > 0 && chosen.every(asksForKeys)) {
    const keys = chosen.map(({ required }) => required!.map((key) => `"${key}"`).join(' and '))
    if (Array.isArray(passing)) return at(error, 'wrong-combination', `${keys.join(' and ')} exclude each other`)
    const mistake = at(error, 'wrong-combination', `${either(keys)} is missing${within(error.instancePath)}`)
    return { ...mistake, missing: chosen.flatMap(({ required }) => required!) }
  }
  const kinds = [...new Set(branches.flatMap(kindsOf))]
  const given = kindOf(valueAt(value, error.instancePath))
  const mistake =
    kinds.length > 0
      ? { ...at(error, 'wrong-type', notOfKind(error.instancePath, kinds, given)), kinds }
      : at(error, 'wrong-type', `${subject(error.instancePath)} is none of the forms that are allowed here`)
  const { examples = [] } = holder
  return examples.length === 0 ? mistake : { ...mistake, suggestion: `For example ${either(examples.map((one) => JSON.stringify(one)))}` }
}

/** Whether an alternative is about which keys are there, and not about what kind of value it is. */
function asksForKeys(branch: SchemaNode): boolean {
  return (branch.required ?? []).length > 0 && (kindsOf(branch).length === 0 || keysOf(branch).length > 0)
}
