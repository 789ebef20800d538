import type { JsonSchema } from '@backout/core/plugin'

/** One key, as a line of a table. */
export interface Row {
  readonly key: string
  readonly type: string
  readonly usual: string
  readonly meaning: string
  readonly example: string
}

/** The keys of a schema and of everything below it: `metadata.name`, `environments[].inputs`, `connections.<name>.driver`. */
export function rowsOf(schema: JsonSchema, path = ''): readonly Row[] {
  const required = list(schema['required'])
  const properties = Object.entries(map(schema['properties'])).flatMap(([name, inner]) =>
    place(inner, path === '' ? name : `${path}.${name}`, required.includes(name)),
  )
  const patterns = [
    ...Object.values(map(schema['patternProperties'])),
    ...(isSchema(schema['additionalProperties']) ? [schema['additionalProperties']] : []),
  ]
  const named = patterns.flatMap((inner) => (describes(inner) ? place(inner, path === '' ? '<name>' : `${path}.<name>`, false) : []))
  // A list's items, and alternatives, are no keys of their own.
  const items = isSchema(schema['items']) ? rowsOf(schema['items'], `${path}[]`) : []
  const branches = ['anyOf', 'oneOf'].flatMap((keyword) =>
    list(schema[keyword]).flatMap((inner) => (isSchema(inner) ? rowsOf(inner, path) : [])),
  )
  return unique([...properties, ...named, ...items, ...branches])
}

/** A Markdown table of keys. */
export function tableOf(rows: readonly Row[]): string {
  if (rows.length === 0) return 'It has no keys.\n'
  const lines = rows.map(({ key, type, usual, meaning, example }) => `| \`${key}\` | ${type} | ${usual} | ${meaning}${example} |`)
  return `| key | type | default | meaning |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`
}

function place(schema: JsonSchema, key: string, isRequired: boolean): readonly Row[] {
  const { description } = schema
  const text = typeof description === 'string' ? description : ''
  const row = {
    key,
    type: cell(typeOf(schema)),
    usual: isRequired ? 'required' : usualOf(schema, text),
    meaning: cell(isRequired ? text : text.replace(statedDefault, '')),
    example: exampleOf(schema),
  }
  return [row, ...rowsOf(schema, key)]
}

/** The sentence of a description that says the default: it has a column of its own. */
const statedDefault = / ?Default: (.*?)\.(?=\s|$)/

/** The default that a schema states, or its description. */
function usualOf(schema: JsonSchema, description: string): string {
  if ('default' in schema) return cell(code(schema['default']))
  return cell(statedDefault.exec(description)?.[1] ?? '—')
}

function exampleOf(schema: JsonSchema): string {
  const [example] = list(schema['examples'])
  return example === undefined || schema['const'] !== undefined ? '' : ` For example ${cell(code(example))}.`
}

function typeOf(schema: JsonSchema): string {
  const { type, const: only } = schema
  if (only !== undefined) return code(only)
  if (schema['enum'] !== undefined) return list(schema['enum']).map(code).join(' or ')
  if (type === 'array') return isSchema(schema['items']) ? `list of ${typeOf(schema['items'])}` : 'list'
  if (schema['pattern'] === '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$') return 'duration'
  if (type !== undefined)
    return [type]
      .flat()
      .map((one) => words[String(one)] ?? String(one))
      .join(' or ')
  const branches = [...list(schema['anyOf']), ...list(schema['oneOf'])].filter(isSchema)
  const types = [...new Set(branches.map(typeOf))].filter((one) => one !== 'any')
  return types.length > 0 ? types.join(' or ') : 'any'
}

const words: { readonly [type: string]: string } = { string: 'text', object: 'map', array: 'list', boolean: 'true or false' }

/** Texts stand as they are, unless that would show nothing, or hide the end of a line. */
function code(value: unknown): string {
  return `\`${typeof value === 'string' && /^.+$/.test(value) ? value : JSON.stringify(value)}\``
}

/** A text inside a cell: one line, and no bars. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|')
}

function describes(schema: unknown): schema is JsonSchema {
  return isSchema(schema) && typeof schema['description'] === 'string'
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.toReversed().map((row) => [row.key, row])).values()].toReversed()
}

function map(value: unknown): { readonly [key: string]: JsonSchema } {
  return isSchema(value) ? (value as { readonly [key: string]: JsonSchema }) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
