import { pointerParts, pointTo, valueAt } from '../../load/pointer.ts'
import { closest } from '../../model/index.ts'
import { kind, kindOf, kindsOf, keysOf, knownKeys, schemaOf, type SchemaNode } from './schema-lookup.ts'
import type { SchemaError } from '../../plugin/validator.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import { patternWords } from './pattern-words.ts'

/** One error of a validator as a sentence, at its place. */
export function wordingOf(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const { keyword, instancePath: pointer, params, schemaPath } = error
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(params['additionalProperty']), pointer, schemaOf(schema, schemaPath), knownKeys(schema, schemaPath))
    case 'required':
      return at(error, 'missing-key', `"${String(params['missingProperty'])}" is missing${within(pointer)}`)
    case 'type':
      return wrongType(value, error)
    case 'enum':
    case 'const':
      return wrongChoice(value, error)
    case 'pattern':
      return wrongPattern(schema, value, error)
    case 'anyOf':
    case 'oneOf':
      return wrongAlternative(schema, value, error)
    default:
      return otherwise(value, error)
  }
}

function unknownKey(key: string, parent: string, holder: SchemaNode, known: readonly string[]): SchemaMistake {
  const place = { code: 'unknown-key', pointer: pointTo(parent, key), part: 'key' } as const
  const [pattern] = Object.keys(holder.patternProperties ?? {})
  if (pattern !== undefined) return { ...place, message: `"${key}" can't be a name here: it ${patternWords(pattern)}` }
  const meant = otherWords[key]?.find((word) => known.includes(word)) ?? closest(key, known)
  const message = `"${key}" is not known${within(parent)}`
  if (meant !== undefined) return { ...place, message, suggestion: `Did you mean "${meant}"?`, meant }
  return { ...place, message, ...(known.length > 0 && { suggestion: `Known here: ${known.join(', ')}` }) }
}

/** Words that users of other tools type. */
const otherWords: { readonly [word: string]: readonly string[] } = {
  depends_on: ['needs', 'after'],
  dependsOn: ['needs', 'after'],
  needs: ['after'],
  name: ['id', 'title'],
  type: ['uses', 'driver'],
  use: ['uses'],
  run: ['uses', 'command'],
  args: ['with', 'params'],
  inputs: ['with'],
  when: ['if'],
  condition: ['if', 'assert'],
  expect: ['assert'],
  undo: ['rollback'],
  down: ['rollback'],
  revert: ['rollback'],
  interval: ['every'],
  approval: ['signOff'],
  approvals: ['signOffs'],
  statement: ['sql'],
  query: ['sql'],
  script: ['sql', 'command'],
}

function wrongType(value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const wanted = [error.params['type']].flat().map((type) => kind(String(type)))
  return at(error, 'wrong-type', `${subject(error.instancePath)} must be ${either(wanted)}, not ${kindOf(given)}`)
}

function wrongChoice(value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const choices = (error.keyword === 'const' ? [error.params['allowedValue']] : error.params['allowedValues']) as readonly unknown[]
  const meant = typeof given === 'string' ? closest(given, choices.map(String)) : undefined
  const message = `${subject(error.instancePath)} must be ${either(choices.map((choice) => JSON.stringify(choice)))}, not ${shown(given)}`
  return { ...at(error, 'wrong-value', message), ...(meant !== undefined && { suggestion: `Did you mean "${meant}"?`, meant }) }
}

function wrongPattern(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const given = valueAt(value, error.instancePath)
  const words = patternWords(String(error.params['pattern']))
  const [example] = schemaOf(schema, error.schemaPath).examples ?? []
  const suggestion = example === undefined ? undefined : `For example ${JSON.stringify(example)}`
  return { ...at(error, 'wrong-value', `${subject(error.instancePath)} ${words}, not ${shown(given)}`), ...(suggestion && { suggestion }) }
}

function wrongAlternative(schema: unknown, value: unknown, error: SchemaError): SchemaMistake {
  const holder = schemaOf(schema, error.schemaPath)
  const branches = (error.keyword === 'anyOf' ? holder.anyOf : holder.oneOf) ?? []
  const passing = error.params['passingSchemas']
  const chosen = Array.isArray(passing) ? passing.map((index) => branches[Number(index)] ?? {}) : branches
  const keys = chosen.map(({ required }) => (required ?? []).map((key) => `"${key}"`).join(' and '))
  if (
    chosen.length > 0 &&
    keys.every((key) => key !== '') &&
    chosen.every((branch) => kindsOf(branch).length === 0 || keysOf(branch).length > 0)
  ) {
    return at(
      error,
      'wrong-combination',
      Array.isArray(passing) ? `${keys.join(' and ')} exclude each other` : `${either(keys)} is missing${within(error.instancePath)}`,
    )
  }
  const wanted = [...new Set(branches.flatMap(kindsOf))]
  const given = kindOf(valueAt(value, error.instancePath))
  const message = wanted.length > 0 ? `must be ${either(wanted)}, not ${given}` : 'is none of the forms that are allowed here'
  return at(error, 'wrong-type', `${subject(error.instancePath)} ${message}`)
}

function otherwise(value: unknown, error: SchemaError): SchemaMistake {
  const { keyword, params, instancePath: pointer } = error
  const limit = String(params['limit'])
  const name = subject(pointer)
  switch (keyword) {
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return at(
        error,
        'wrong-value',
        limit === '1' ? `${name} must not be empty` : `${name} must have at least ${limit} ${pieces[keyword]}`,
      )
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
      return at(error, 'wrong-value', `${name} must have at most ${limit} ${pieces[keyword]}`)
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return at(error, 'wrong-value', `${name} must be ${comparisons[keyword]} ${limit}, not ${shown(valueAt(value, pointer))}`)
    case 'multipleOf':
      return at(error, 'wrong-value', `${name} must be a multiple of ${String(params['multipleOf'])}`)
    case 'uniqueItems':
      return {
        ...at(error, 'wrong-value', `${shown(valueAt(value, pointTo(pointer, Number(params['i']))))} is there twice${within(pointer)}`),
        pointer: pointTo(pointer, Math.max(Number(params['i']), Number(params['j']))),
      }
    case 'dependencies':
    case 'dependentRequired':
      return at(error, 'wrong-combination', `"${String(params['property'])}" needs "${String(params['missingProperty'])}" beside it`)
    case 'propertyNames':
      return {
        code: 'unknown-key',
        pointer: pointTo(pointer, String(params['propertyName'])),
        part: 'key',
        message: `"${String(params['propertyName'])}" can't be a name here`,
      }
    default:
      return at(error, 'wrong-combination', `${name} is not as the step type wants it (${keyword})`)
  }
}

const pieces: { readonly [keyword: string]: string } = {
  minItems: 'items',
  maxItems: 'items',
  minLength: 'characters',
  maxLength: 'characters',
  minProperties: 'keys',
  maxProperties: 'keys',
}

const comparisons: { readonly [keyword: string]: string } = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
}

function at({ instancePath }: SchemaError, code: SchemaMistake['code'], message: string): SchemaMistake {
  return { code, pointer: instancePath, part: code === 'missing-key' || code === 'wrong-combination' ? 'key' : 'value', message }
}

/** What a sentence is about: `"timeout"`, or `Item 2 of "needs"`. */
function subject(pointer: string): string {
  const parts = pointerParts(pointer)
  const last = parts.at(-1)
  if (last === undefined) return 'It'
  if (!/^\d+$/.test(last)) return `"${last}"`
  const holder = parts.at(-2)
  return holder === undefined ? `Item ${Number(last) + 1}` : `Item ${Number(last) + 1} of "${holder}"`
}

function within(pointer: string): string {
  const name = subject(pointer)
  return name === 'It' ? '' : ` in ${name.replace('Item', 'item')}`
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
