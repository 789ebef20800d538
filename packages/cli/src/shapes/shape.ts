/** What a command prints with `--json`: a JSON Schema, and the type of the values that it accepts. The one source of both. */
export interface Shape<T> {
  readonly schema: JsonSchema
  /** Never there; carries the type. */
  readonly type?: T
  readonly optional?: boolean
}

/** A JSON Schema (draft-07). */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The type of the values of a shape. */
export type TypeOf<S> = S extends Shape<infer T> ? T : never

type Properties = { readonly [name: string]: Shape<unknown> }
type OptionalNames<P> = { [N in keyof P]: P[N] extends { readonly optional: true } ? N : never }[keyof P]
type ObjectOf<P> = { readonly [N in Exclude<keyof P, OptionalNames<P>>]: TypeOf<P[N]> } & {
  readonly [N in OptionalNames<P>]?: TypeOf<P[N]> | undefined
}

/** Text. */
export function text(description: string): Shape<string> {
  return { schema: { type: 'string', description } }
}

/** A number. */
export function number(description: string): Shape<number> {
  return { schema: { type: 'number', description } }
}

/** Yes or no. */
export function flag(description: string): Shape<boolean> {
  return { schema: { type: 'boolean', description } }
}

/** One of these words. */
export function word<const W extends readonly string[]>(description: string, words: W): Shape<W[number]> {
  return { schema: { enum: words, description } }
}

/** Whatever JSON can say. */
export function anything(description: string): Shape<unknown> {
  return { schema: { description } }
}

/** A list. */
export function list<T>(description: string, item: Shape<T>): Shape<readonly T[]> {
  return { schema: { type: 'array', description, items: item.schema } }
}

/** An object with these properties and no others. */
export function object<P extends Properties>(description: string, properties: P): Shape<ObjectOf<P>> {
  const entries = Object.entries(properties)
  return {
    schema: {
      type: 'object',
      description,
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      required: entries.filter(([, { optional: absent }]) => !absent).map(([name]) => name),
      additionalProperties: false,
    },
  }
}

/** An object whose property names are data. */
export function map<T>(description: string, value: Shape<T>): Shape<{ readonly [name: string]: T }> {
  return { schema: { type: 'object', description, additionalProperties: value.schema } }
}

/** A property that may be absent. */
export function optional<T>(shape: Shape<T>): Shape<T> & { readonly optional: true } {
  return { ...shape, optional: true }
}

/** Either of two. */
export function either<A, B>(description: string, a: Shape<A>, b: Shape<B>): Shape<A | B> {
  return { schema: { description, anyOf: [a.schema, b.schema] } }
}
