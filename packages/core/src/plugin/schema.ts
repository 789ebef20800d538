import type { XStatic } from 'typebox/schema'

/** A JSON Schema (draft-07) literal. Types are inferred from it with {@link Infer}. */
export type JsonSchema = { readonly [key: string]: unknown }

/** The type of the values that a schema literal (`as const`) accepts. */
export type Infer<Schema> = XStatic<Schema>
