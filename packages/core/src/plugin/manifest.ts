import { families, isObject, type Json, messageOf, PlanError } from '../model/index.ts'
import type { AnyResourceDriver, AnyStepType, Plugin } from './contract.ts'

/** The name of the manifest in a plugin's package. A plugin of one file, `x.mjs`, has `x.backout-plugin.json` beside it. */
export const MANIFEST_FILE = 'backout-plugin.json'

/** What is known of a plugin without running it. `plan plugins --write` makes it from the plugin's code. */
export interface PluginManifest {
  readonly format: 1
  readonly name: string
  readonly version: string
  /** `sha256-<hex>` of the code that it was made from. */
  readonly integrity: string
  readonly steps: readonly ManifestStep[]
  readonly drivers: readonly ManifestDriver[]
}

/** A step type, without its code. */
export interface ManifestStep extends Pick<AnyStepType, 'uses' | 'summary' | 'input' | 'output' | 'units' | 'formats'> {
  /** Which optional members its code has: `revert`, `capture`, `probe`, … */
  readonly abilities: readonly string[]
}

/** A driver, without its code. */
export type ManifestDriver = Pick<AnyResourceDriver, 'kind' | 'family' | 'config'>

const abilities = ['partitions', 'capture', 'probe', 'revert', 'discard'] as const

/** The manifest of a plugin whose code is loaded. */
export function manifestOf(plugin: Plugin, integrity: string): PluginManifest {
  return {
    format: 1,
    name: plugin.name,
    version: plugin.version,
    integrity,
    steps: plugin.steps.map((step) => ({
      uses: step.uses,
      summary: step.summary,
      input: step.input,
      output: step.output,
      ...(step.units !== undefined && { units: step.units }),
      formats: step.formats,
      abilities: abilities.filter((ability) => step[ability] !== undefined),
    })),
    drivers: plugin.drivers.map(({ kind, family, config }) => ({ kind, family, config })),
  }
}

/** Reads the text of a manifest. Errors: `invalid`. */
export function parseManifest(text: string): PluginManifest {
  const value = parse(text)
  if (!endsWithin(value, deepest)) throw new PlanError('invalid', `Cannot read the manifest: it is nested more than ${deepest} levels deep`)
  if (isManifest(value)) return value
  const { format } = (value ?? {}) as { readonly format?: unknown }
  if (typeof format === 'number' && format > 1) {
    throw new PlanError('invalid', `Cannot read the manifest: it has format ${format}, and this version of Backout knows format 1`, {
      hint: 'Use a newer version of Backout, or write the manifest anew with this one: plan plugins --write',
    })
  }
  throw new PlanError('invalid', 'Cannot read the manifest: it is no manifest of format 1')
}

/** Levels; schemas are walked through in many places. */
const deepest = 100

function endsWithin(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((each: Json) => endsWithin(each, levels - 1))
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new PlanError('invalid', `Cannot read the manifest: it is no JSON`, { cause: new Error(messageOf(cause)) })
  }
}

function isManifest(value: unknown): value is PluginManifest {
  if (typeof value !== 'object' || value === null) return false
  const { format, name, version, integrity, steps, drivers } = value as Record<string, unknown>
  const texts = [name, version, integrity].every((text) => typeof text === 'string')
  return format === 1 && texts && Array.isArray(steps) && steps.every(isStep) && Array.isArray(drivers) && drivers.every(isDriver)
}

function isStep(value: unknown): boolean {
  const { uses, summary, input, output, formats, abilities: members } = (value ?? {}) as Record<string, unknown>
  const isNamed = typeof uses === 'string' && /^[^/\s]+\/\S+$/.test(uses) && typeof summary === 'string'
  return isNamed && isObject(input) && isObject(output) && Array.isArray(formats) && Array.isArray(members)
}

function isDriver(value: unknown): boolean {
  const { kind, family, config } = (value ?? {}) as Record<string, unknown>
  return typeof kind === 'string' && families.some((known) => known === family) && isObject(config)
}
