/** One error of a validator, as ajv gives it (a subset of its `ErrorObject`). */
export interface SchemaError {
  /** JSON Pointer in the value. */
  readonly instancePath: string
  /** JSON Pointer in the schema, behind `#`. */
  readonly schemaPath: string
  readonly keyword: string
  readonly params: { readonly [name: string]: unknown }
  /** The key at fault, where `propertyNames` refuses one. */
  readonly propertyName?: string
}

/** A compiled schema: generated beforehand, or by ajv when it is first needed. After a call that gave false, `errors` holds why. */
export interface SchemaValidator {
  (value: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** A mistake in a value, told by its schema. `pointer` is relative to the value. */
export interface SchemaMistake {
  readonly code: 'unknown-key' | 'missing-key' | 'wrong-type' | 'wrong-value' | 'wrong-combination'
  readonly pointer: string
  readonly part: 'key' | 'value'
  readonly message: string
  readonly suggestion?: string
  /** The key, or the text, that was probably meant. */
  readonly meant?: string
}
