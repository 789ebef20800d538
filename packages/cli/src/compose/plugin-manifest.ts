import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Family, type Json, PlanError } from '@backout/core/model'
import type { JsonSchema, Plugin } from '@backout/core/plugin'
import type { PluginLocation } from './plugin-location.ts'

/** What is known of a plugin without running it. `plan plugins --write` makes it from the plugin's code. */
export interface PluginManifest {
  readonly format: 1
  readonly name: string
  readonly version: string
  /** `sha256-<hex>` of the code that it was made from, see {@link integrityOf}. */
  readonly integrity: string
  readonly steps: readonly ManifestStep[]
  readonly drivers: readonly ManifestDriver[]
}

/** A step type, without its code. */
export interface ManifestStep {
  readonly uses: `${string}/${string}`
  readonly summary: string
  readonly input: JsonSchema
  readonly output: JsonSchema
  readonly formats: readonly number[]
  /** Which optional members its code has: `revert`, `capture`, `probe`, … */
  readonly abilities: readonly string[]
}

/** A driver, without its code. */
export interface ManifestDriver {
  readonly kind: string
  readonly family: Family
  readonly config: JsonSchema
}

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
      formats: step.formats,
      abilities: abilities.filter((ability) => step[ability] !== undefined),
    })),
    drivers: plugin.drivers.map(({ kind, family, config }) => ({ kind, family, config })),
  }
}

/** Reads a manifest, or gives undefined where there is none. Errors: `invalid`. */
export function readManifest(location: PluginLocation): PluginManifest | undefined {
  if (!existsSync(location.manifest)) return undefined
  const parsed = parse(location)
  if (isManifest(parsed)) return parsed
  throw unreadable(location, 'it is no manifest of format 1')
}

/**
 * `sha256-<hex>` over what a plugin consists of: its one file, or all files of its package (but not of the packages it depends on,
 * and not its manifest), by path, with their lengths.
 */
export function integrityOf(location: PluginLocation): string {
  const hash = createHash('sha256')
  for (const path of location.file ? [location.file] : filesOf(location.folder)) {
    if (path === location.manifest) continue
    const bytes = readFileSync(path)
    hash.update(`${relative(location.folder, path).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest('hex')}`
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== '.git')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : []))
}

function parse(location: PluginLocation): Json {
  try {
    return JSON.parse(readFileSync(location.manifest, 'utf8'))
  } catch (cause) {
    throw unreadable(location, 'it is no JSON', cause)
  }
}

function isManifest(value: unknown): value is PluginManifest {
  if (typeof value !== 'object' || value === null) return false
  const { format, name, version, integrity, steps, drivers } = value as Record<string, unknown>
  const texts = [name, version, integrity].every((text) => typeof text === 'string')
  return format === 1 && texts && Array.isArray(steps) && steps.every(isStep) && Array.isArray(drivers) && drivers.every(isDriver)
}

function isStep(value: unknown): boolean {
  const step = value as Partial<ManifestStep> | null
  return (
    typeof step?.uses === 'string' && typeof step.input === 'object' && typeof step.output === 'object' && Array.isArray(step.abilities)
  )
}

function isDriver(value: unknown): boolean {
  const driver = value as Partial<ManifestDriver> | null
  return typeof driver?.kind === 'string' && typeof driver.family === 'string' && typeof driver.config === 'object'
}

function unreadable(location: PluginLocation, reason: string, cause?: unknown): PlanError {
  return new PlanError('invalid', `Cannot read the manifest of plugin "${location.listed}": ${reason}`, {
    cause,
    hint: 'Write it anew with: plan plugins --write',
  })
}
