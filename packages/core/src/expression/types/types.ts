import { valueIn } from '../../model/index.ts'
import type { SchemaLike } from '../scope.ts'

/** What is known of a value before there is one. `dyn`: nothing. */
export type Type =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'list'
  | 'map'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'dyn'

/** A type, and the schema that says more about what is below it. */
export interface Typed {
  readonly type: Type
  readonly schema?: SchemaLike
}

/** The type of values that a schema accepts; `dyn` where it accepts several, or does not say. */
export function typeOfSchema(schema: SchemaLike | undefined): Typed {
  const word = schema?.['type']
  const type = typeof word === 'string' ? valueIn(types, word) : undefined
  return schema === undefined ? { type: 'dyn' } : { type: type ?? 'dyn', schema }
}

/** Whether a value of one type may be given where the other is asked for. */
export function fits(given: Type, asked: Type): boolean {
  return given === asked || given === 'dyn' || asked === 'dyn'
}

/** A type with its article, for messages. */
export function named(type: Type): string {
  return type === 'null' ? 'null' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

const types: { readonly [type: string]: Type } = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
  array: 'list',
  object: 'map',
  null: 'null',
}
