import { type Json, PlanError } from '../model/index.ts'
import type { AnyResourceDriver, AnyStepType, DescribeContext, Plugin } from './contract.ts'
import type { ManifestDriver, ManifestStep, PluginManifest } from './manifest.ts'
import { traitsFrom } from './manifest-traits.ts'

/**
 * A plugin that can be validated against and shown, but not run: every other member throws `missing`. What only its code could tell is
 * unknown; what its schemas say (touches, connections, files) is taken from them.
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
  const entries = Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(entries))
}

/** Whether only the code of a driver, which is not loaded, could tell which of its parts are the same. */
export function isUnread(driver: AnyResourceDriver | undefined): boolean {
  return driver !== undefined && Object.hasOwn(driver, 'unread')
}

function stepFrom(plugin: string, step: ManifestStep): AnyStepType {
  const refuse = (): never => refuseCode(plugin, `step type "${step.uses}"`)
  return {
    uses: step.uses,
    summary: step.summary,
    input: step.input,
    output: step.output,
    ...(step.units !== undefined && { units: step.units }),
    formats: step.formats,
    describe: (input: Json, context?: DescribeContext) => traitsFrom(step, input, context),
    changes: refuse,
    apply: refuse,
    finish: refuse,
    ...Object.fromEntries(step.abilities.map((ability) => [ability, refuse])),
  }
}

function driverFrom(plugin: string, driver: ManifestDriver): AnyResourceDriver & { readonly unread: true } {
  return {
    kind: driver.kind,
    family: driver.family,
    config: driver.config,
    target: configTarget,
    // Whether an entry of the scope covers a part only the code knows, which asks again at the moment of each effect.
    unread: true,
    covers: () => true,
    overlaps: (a, b) => a.access === 'write' || b.access === 'write',
    open: () => refuseCode(plugin, `driver "${driver.kind}"`),
  }
}

function refuseCode(plugin: string, what: string): never {
  throw new PlanError('missing', `Cannot use ${what}: the code of plugin "${plugin}" is not loaded (--allow-plugins loads it)`, {
    hint: 'Read its code; then allow it with --allow-plugins',
  })
}
