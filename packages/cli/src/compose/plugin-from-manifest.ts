import { type Json, PlanError, type Touch, type Value } from '@backout/core/model'
import type { AnyResourceDriver, AnyStepType, JsonSchema, Plugin, Traits } from '@backout/core/plugin'
import type { ManifestDriver, ManifestStep, PluginManifest } from './plugin-manifest.ts'

/**
 * A plugin that can be validated against and shown, but not run. What only its code could tell is unknown; what its
 * schemas say (touches, connections, files) is taken from them.
 */
export function pluginFromManifest(manifest: PluginManifest): Plugin {
  return {
    name: manifest.name,
    version: manifest.version,
    steps: manifest.steps.map((step) => stepFrom(manifest.name, step)),
    drivers: manifest.drivers.map((driver) => driverFrom(manifest.name, driver)),
  }
}

/** Where a third-party connection leads: its configuration itself, with keys in order, so that nobody needs its code to tell. */
export function configTarget(config: { readonly [key: string]: Json }): string {
  const entries = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(entries))
}

function stepFrom(plugin: string, step: ManifestStep): AnyStepType {
  const refuse = (): never => refuseCode(plugin, `step type "${step.uses}"`)
  return {
    uses: step.uses,
    summary: step.summary,
    input: step.input,
    output: step.output,
    formats: step.formats,
    describe: (input: Value) => traitsFrom(step, input),
    changes: refuse,
    apply: refuse,
    finish: refuse,
    ...(step.abilities.includes('revert') && { revert: refuse }),
    ...(step.abilities.includes('probe') && { probe: refuse }),
  }
}

function driverFrom(plugin: string, driver: ManifestDriver): AnyResourceDriver {
  return {
    kind: driver.kind,
    family: driver.family,
    config: driver.config,
    target: configTarget,
    // Whether an entry of the scope covers a part only the code knows, which asks again at the moment of each effect.
    covers: () => true,
    overlaps: (a, b) => a.access === 'write' || b.access === 'write',
    open: () => refuseCode(plugin, `driver "${driver.kind}"`),
  }
}

function traitsFrom(step: ManifestStep, input: Value): Traits {
  const touches = touchesOf(step.input, input)
  return {
    effect: 'unknown',
    guarantee: 'unknown',
    touches: touches.length > 0 ? touches : 'unknown',
    undo: step.abilities.includes('revert') ? { kind: 'unknown' } : { kind: 'none', reason: `${step.uses} cannot be undone by itself` },
  }
}

/** The touches that `x-backout: {touch: …}` marks in a schema, for an input. */
function touchesOf(schema: JsonSchema, input: Value): readonly Touch[] {
  const marked = (schema['x-backout'] as { readonly touch?: { readonly resource: string; readonly access?: Touch['access'] } } | undefined)
    ?.touch
  const own = marked ? partsOf(input).map((part): Touch => ({ resource: marked.resource, part, access: marked.access ?? 'write' })) : []
  return [...own, ...touchesOfProperties(schema, input)]
}

function touchesOfProperties(schema: JsonSchema, input: Value): readonly Touch[] {
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return []
  if (Array.isArray(input)) {
    const items = schema['items'] as JsonSchema | undefined
    return items ? input.flatMap((item) => touchesOf(items, item)) : []
  }
  const properties = (schema['properties'] ?? {}) as { readonly [name: string]: JsonSchema }
  return Object.entries(input).flatMap(([name, value]) => (Object.hasOwn(properties, name) ? touchesOf(properties[name]!, value) : []))
}

function partsOf(input: Value): readonly string[] {
  if (typeof input === 'string') return [input]
  return Array.isArray(input) ? input.filter((part) => typeof part === 'string') : []
}

function refuseCode(plugin: string, what: string): never {
  throw new PlanError('missing', `Cannot use ${what}: the code of plugin "${plugin}" is not loaded (--allow-plugins loads it)`, {
    hint: 'Read its code; then allow it with --allow-plugins',
  })
}
