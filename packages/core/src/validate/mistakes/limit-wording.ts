import { pointTo, valueAt } from '../../load/index.ts'
import type { SchemaError } from '../../plugin.ts'
import { at, shown, subject, within } from './phrases.ts'
import type { SchemaMistake } from './schema-mistake.ts'

/** An error of a keyword that limits a value: its size, its range, what is beside it. */
export function limitWording(value: unknown, error: SchemaError): SchemaMistake {
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
      return at(
        error,
        'wrong-value',
        `${name} must have at most ${limit === '1' ? `1 ${pieces[keyword].slice(0, -1)}` : `${limit} ${pieces[keyword]}`}`,
      )
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
    case 'undecided':
      return at(
        error,
        'wrong-value',
        `whether it is right cannot be told: its schema takes longer than a second, or refers to itself without end`,
      )
    default:
      return at(error, 'wrong-combination', `${name} is not as the step type wants it (${keyword})`)
  }
}

const pieces = {
  minItems: 'items',
  maxItems: 'items',
  minLength: 'characters',
  maxLength: 'characters',
  minProperties: 'keys',
  maxProperties: 'keys',
} as const

const comparisons: { readonly [keyword: string]: string } = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
}
