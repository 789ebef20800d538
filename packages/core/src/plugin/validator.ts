/** One error of a validator, as ajv gives it (a subset of its `ErrorObject`). */
export interface SchemaError {
  /** JSON Pointer in the value. */
  readonly instancePath: string
  /** JSON Pointer in the schema, behind `#`. */
  readonly schemaPath: string
  readonly keyword: string
  readonly params: { readonly [name: string]: unknown }
}

/** A compiled schema: generated beforehand, or by ajv when it is first needed. After a call that gave false, `errors` holds why. */
export interface SchemaValidator {
  (value: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** Compiled schemas of step types' inputs, by `uses`, and of drivers' configurations, by kind. */
export interface CompiledSchemas {
  readonly inputs: { readonly [uses: string]: SchemaValidator }
  readonly configs: { readonly [kind: string]: SchemaValidator }
}
