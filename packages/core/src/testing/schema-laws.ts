import { isObject } from '../model/index.ts'
import { manifestOf, markProblems, type JsonSchema, parseManifest, type Plugin } from '../plugin.ts'
import { compileSchemas } from '../validate/schema/compiled.ts'
import { demand, demandSame } from './demand.ts'

/** A law about a plugin as a whole. */
export interface PluginLaw {
  readonly says: string
  holds(plugin: Plugin): Promise<void>
}

/** What every plugin is held against, whatever its cases. */
export const pluginLaws: readonly PluginLaw[] = [
  { says: 'has a name, a version, and step types and drivers of its own', holds: isWhole },
  { says: 'has schemas that can be used', holds: hasUsableSchemas },
  { says: 'marks its inputs as the engine reads it', holds: marksItsInputs },
  { says: 'describes every property of its schemas, with an example', holds: documentsItsSchemas },
  { says: 'can say all that matters in its manifest', holds: fitsItsManifest },
]

async function isWhole({ name, version, steps, drivers }: Plugin): Promise<void> {
  demand(typeof name === 'string' && name !== '', 'The plugin has no `name`')
  demand(/^\d+\.\d+\.\d+/.test(version), `The plugin's \`version\` is "${version}": give a semantic version, such as "1.0.0"`)
  for (const { uses, formats } of steps) {
    demand(/^[^/\s]+\/[^\s]+$/.test(uses), `The step type "${uses}" needs a name such as "dotenv/set"`)
    demand(
      formats.length > 0 && formats.every((format) => Number.isInteger(format) && format > 0) && new Set(formats).size === formats.length,
      `\`formats\` of ${uses} are [${formats.join(', ')}]: list the version of unit and undo that it writes, then the older ones that it can still revert; a first version lists [1]`,
    )
  }
  const names = [...steps.map(({ uses }) => `step type "${uses}"`), ...drivers.map(({ kind }) => `driver "${kind}"`)]
  const twice = names.find((one, index) => names.indexOf(one) < index)
  demand(twice === undefined, `The plugin has the ${twice} twice`)
}

async function hasUsableSchemas(plugin: Plugin): Promise<void> {
  for (const [at, schema] of schemasOf(plugin)) {
    const compiled = (await compileSchemas([schema]))(schema)
    demand(typeof compiled === 'function', `The ${at} is no JSON Schema (draft-07): ${'problem' in compiled ? compiled.problem : ''}`)
  }
}

async function marksItsInputs({ steps }: Plugin): Promise<void> {
  const problems = steps.flatMap(({ uses, input }) => markProblems(input).map((problem) => `${uses} input ${problem}`))
  demandSame(problems, [], 'Marks (`x-backout`) that are not read as they are meant are passed over: mend them')
}

async function documentsItsSchemas(plugin: Plugin): Promise<void> {
  const problems = schemasOf(plugin).flatMap(([at, schema]) => undocumented(schema, at))
  demandSame(problems, [], 'Every property needs a `description` and `examples`, which editors and the reference show')
}

async function fitsItsManifest(plugin: Plugin): Promise<void> {
  const manifest = manifestOf(plugin, 'sha256-')
  demandSame(
    parseManifest(JSON.stringify(manifest)),
    structuredClone(manifest),
    'The manifest is JSON, and something of the plugin does not come back from it: keep functions, regular expressions and undefined out of schemas',
  )
}

/** How a value does not fit a schema, in words; undefined where it does. */
export async function mismatch(schema: JsonSchema, value: unknown): Promise<string | undefined> {
  const valid = (await compileSchemas([schema]))(schema)
  if (typeof valid !== 'function') return valid.problem
  if (valid(plain(value))) return undefined
  const [error] = valid.errors ?? []
  return `${error?.instancePath === '' ? 'it' : error?.instancePath} breaks "${error?.keyword}" ${JSON.stringify(error?.params)}`
}

/** Integers of a database are integers of a schema. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

function schemasOf({ steps, drivers }: Plugin): readonly (readonly [at: string, schema: JsonSchema])[] {
  return [
    ...steps.flatMap(({ uses, input, output }) => [[`${uses} input`, input] as const, [`${uses} output`, output] as const]),
    ...drivers.map(({ kind, config }) => [`driver ${kind} config`, config] as const),
  ]
}

/** Every place of a schema that has no description, or no example, by a name for people. */
function undocumented(schema: JsonSchema, at: string): readonly string[] {
  const properties = Object.entries((schema['properties'] ?? {}) as { readonly [name: string]: JsonSchema })
  return properties.flatMap(([name, property]) => [
    ...(typeof property['description'] === 'string' && property['description'].length > 0 ? [] : [`${at}/${name} has no description`]),
    ...(Array.isArray(property['examples']) && property['examples'].length > 0 ? [] : [`${at}/${name} has no example`]),
    ...undocumented(property, `${at}/${name}`),
    ...(isObject(property['items']) ? undocumented(property['items'], `${at}/${name}[]`) : []),
  ])
}
