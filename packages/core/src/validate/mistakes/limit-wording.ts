import { counted, pointTo } from '../../model/index.ts'
import { valueAt } from '../../load/index.ts'
import type { SchemaError } from '../../plugin.ts'
import { at, shown, subject, within } from './phrases.ts'
import type { SchemaMistake } from './schema-mistake.ts'

/** An error of a keyword that limits a value: its size, its range, what is beside it. */
export function limitWording(value: unknown, error: SchemaError): SchemaMistake {
  const { keyword, params, instancePath: pointer } = error
  const { limit, multipleOf } = params
  const name = subject(pointer)
  if (Object.hasOwn(pieces, keyword)) return at(error, 'wrong-value', `${name} must ${sizeWords(keyword, Number(limit))}`)
  if (Object.hasOwn(comparisons, keyword))
    return at(
      error,
      'wrong-value',
      `${name} must be ${comparisons[keyword]} ${String(limit ?? multipleOf)}, not ${shown(valueAt(value, pointer))}`,
    )
  switch (keyword) {
    case 'uniqueItems':
      return twice(value, error)
    case 'dependencies':
    case 'dependentRequired':
      return at(error, 'wrong-combination', `"${String(params['property'])}" needs "${String(params['missingProperty'])}" beside it`)
    case 'propertyNames':
      return wrongName(String(params['propertyName']), pointer)
    case 'undecided':
      return at(error, 'wrong-value', undecided)
    default:
      return at(error, 'wrong-combination', `${name} is not as the step type wants it (${keyword})`)
  }
}

function sizeWords(keyword: string, limit: number): string {
  const some = counted(limit, pieces[keyword]!)
  if (keyword.startsWith('max')) return `have at most ${some}`
  return limit === 1 ? 'not be empty' : `have at least ${some}`
}

function twice(value: unknown, error: SchemaError): SchemaMistake {
  const { params, instancePath: pointer } = error
  const [first, second] = [Number(params['i']), Number(params['j'])]
  const message = `${shown(valueAt(value, pointTo(pointer, first)))} is there twice${within(pointer)}`
  return { ...at(error, 'wrong-value', message), pointer: pointTo(pointer, Math.max(first, second)), isRepeated: true }
}

function wrongName(name: string, pointer: string): SchemaMistake {
  return { code: 'unknown-key', pointer: pointTo(pointer, name), part: 'key', message: `"${name}" can't be a name here` }
}

const undecided = 'whether it is right cannot be told: its schema takes longer than a second, or refers to itself without end'

const pieces: { readonly [keyword: string]: string } = {
  minItems: 'item',
  maxItems: 'item',
  minLength: 'character',
  maxLength: 'character',
  minProperties: 'key',
  maxProperties: 'key',
}

const comparisons: { readonly [keyword: string]: string } = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
  multipleOf: 'a multiple of',
}
