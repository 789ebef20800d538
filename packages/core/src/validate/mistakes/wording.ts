import { pointTo, valueAt } from '../../load/index.ts'
import { closest } from '../../model/index.ts'
import { kind, kindOf, kindsOf, keysOf, knownKeys, schemaOf, type SchemaNode } from './schema-lookup.ts'
import type { SchemaError } from '../../plugin/validator.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import { limitWording } from './limit-wording.ts'
import { patternWords } from './pattern-words.ts'
import { at, either, shown, subject, within } from './phrases.ts'

/** One error of a validator as a sentence, at its place. */
export function wordingOf(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const { keyword, instancePath: pointer, params, schemaPath } = error
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), pointer, schemaOf(schema, schemaPath), knownKeys(schema, schemaPath))
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

function unknownKey(key: string, parent: string, holder: SchemaNode, known: readonly string[]): SchemaMistake {
  const place = { code: 'unknown-key', pointer: pointTo(parent, key), part: 'key' } as const
  if (key === '<<') return { ...place, message: 'YAML 1.2 has no merge keys ("<<")', suggestion: 'Write the keys out where they belong' }
  const [pattern] = Object.keys(holder.patternProperties ?? {})
  if (pattern !== undefined) return { ...place, message: `"${key}" can't be a name here: it ${patternWords(pattern)}` }
  const meant = otherWords.get(key)?.find((word) => known.includes(word)) ?? closest(key, known)
  const message = `"${key}" is not known${within(parent)}`
  if (meant !== undefined) return { ...place, message, suggestion: `Did you mean "${meant}"?`, meant }
  return { ...place, message, ...(known.length > 0 && { suggestion: `Known here: ${known.join(', ')}` }) }
}

/** Words that users of other tools type. */
const otherWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['depends_on', ['needs', 'after']],
  ['dependsOn', ['needs', 'after']],
  ['needs', ['after']],
  ['name', ['id', 'title']],
  ['type', ['uses', 'driver']],
  ['use', ['uses']],
  ['run', ['uses', 'command']],
  ['args', ['with', 'params']],
  ['inputs', ['with']],
  ['when', ['if']],
  ['condition', ['if', 'assert']],
  ['expect', ['assert']],
  ['undo', ['rollback']],
  ['down', ['rollback']],
  ['revert', ['rollback']],
  ['interval', ['every']],
  ['approval', ['signOff']],
  ['approvals', ['signOffs']],
  ['statement', ['sql']],
  ['query', ['sql']],
  ['script', ['sql', 'command']],
])

function wrongType(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  if (schemaOf(schema, error.schemaPath)['pattern'] !== undefined && typeof given === 'number') return wrongPattern(schema, value, error)
  const wanted = [error.params['type']].flat().map((type) => kind(String(type)))
  const mistake = at(error, 'wrong-type', `${subject(error.instancePath)} must be ${either(wanted)}, not ${kindOf(given)}`)
  const meant = error.params['type'] === 'boolean' && typeof given === 'string' ? oldBooleans.get(given.toLowerCase()) : undefined
  return meant === undefined ? mistake : { ...mistake, suggestion: `In YAML 1.2 it is ${meant}`, meant }
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
  const meant = typeof given === 'string' ? closest(given, choices.map(String)) : undefined
  const message = `${subject(error.instancePath)} must be ${either(choices.map((choice) => JSON.stringify(choice)))}, not ${shown(given)}`
  return { ...at(error, 'wrong-value', message), ...(meant !== undefined && { suggestion: `Did you mean "${meant}"?`, meant }) }
}

function wrongPattern(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const { pattern, examples = [] } = schemaOf(schema, error.schemaPath)
  const words = patternWords(String(pattern))
  const [example] = examples
  const suggestion = example === undefined ? undefined : `For example ${JSON.stringify(example)}`
  return { ...at(error, 'wrong-value', `${subject(error.instancePath)} ${words}, not ${shown(given)}`), ...(suggestion && { suggestion }) }
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
  const wanted = [...new Set(branches.flatMap(kindsOf))]
  const given = kindOf(valueAt(value, error.instancePath))
  const message = wanted.length > 0 ? `must be ${either(wanted)}, not ${given}` : 'is none of the forms that are allowed here'
  return at(error, 'wrong-type', `${subject(error.instancePath)} ${message}`)
}

/** Whether an alternative is about which keys are there, and not about what kind of value it is. */
function asksForKeys(branch: SchemaNode): boolean {
  return (branch.required ?? []).length > 0 && (kindsOf(branch).length === 0 || keysOf(branch).length > 0)
}
