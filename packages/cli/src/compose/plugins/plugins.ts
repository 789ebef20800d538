import { Console } from 'node:console'
import { pathToFileURL } from 'node:url'
import { messageOf, PlanError } from '@backout/core/model'
import {
  type AnyResourceDriver,
  configTarget,
  manifestOf,
  type Plugin,
  pluginFromManifest,
  type PluginManifest,
} from '@backout/core/plugin'
import { holdImports } from './hold-imports.ts'
import { entryOf } from './plugin-entry.ts'
import { locatePlugin, type PluginLocation } from './plugin-location.ts'
import { demandMarks, integrityOf, readManifest } from './plugin-manifest.ts'
import { problemOfPlugin } from './plugin-shape.ts'

/** How much of a third-party plugin is looked at. */
export type PluginTrust = 'manifest' | 'code'

/** A plugin that a command works with. */
export interface InstalledPlugin {
  readonly plugin: Plugin
  /** `built-in`, or as `backout.yaml` lists it. */
  readonly source: string
  /** `sha256-<hex>` of its code; empty for those that are part of the engine's own version. */
  readonly integrity: string
}

/** The built-in plugins, then those that `backout.yaml` lists, in its order. Errors: `missing`, `refused`, `invalid`. */
export async function installedPlugins(root: string, listed: readonly string[], trust: PluginTrust): Promise<readonly InstalledPlugin[]> {
  const { builtins } = await import('@backout/plugins')
  const own = builtins.map((plugin): InstalledPlugin => ({ plugin, source: 'built-in', integrity: '' }))
  const others: InstalledPlugin[] = []
  for (const name of listed) others.push(await installed(locatePlugin(root, name), trust))
  return distinct([...own, ...others])
}

/**
 * Loads a plugin's code. Errors: `failed` where it throws, `timeout` where it does not end to load, `invalid` where it exports no plugin, or imports what its
 * manifest does not cover.
 */
export async function loadPlugin(location: PluginLocation): Promise<Plugin> {
  holdImports(location)
  const { default: plugin } = (await importPlugin(location)) as { readonly default?: Plugin }
  const problem = problemOfPlugin(plugin)
  if (plugin && problem === undefined) return { ...plugin, drivers: plugin.drivers.map(asInManifest) }
  throw new PlanError('invalid', `Cannot use plugin "${location.listed}": ${problem}`, {
    hint: 'Export a value with name, version, steps and drivers, as docs/plugins.md shows',
  })
}

/** What of a driver is signed and bound must be the same whether its code is loaded or not, so it is not left to its code. */
function asInManifest(driver: AnyResourceDriver): AnyResourceDriver {
  return Object.assign(Object.create(driver) as AnyResourceDriver, { target: configTarget, decides: undefined, implicit: undefined })
}

async function installed(location: PluginLocation, trust: PluginTrust): Promise<InstalledPlugin> {
  const [manifest, integrity] = [readManifest(location), integrityOf(location)]
  if (!manifest) {
    throw new PlanError('missing', `Cannot use plugin "${location.listed}": it has no manifest`, {
      hint: 'Read its code; then write one with: plan plugins --write',
    })
  }
  if (manifest.integrity !== integrity) {
    throw new PlanError('invalid', `Cannot use plugin "${location.listed}": its code is not the code that its manifest was written for`, {
      hint: 'Read its code; then write the manifest anew with: plan plugins --write',
    })
  }
  demandMarks(location, manifest)
  if (trust === 'manifest') return { plugin: pluginFromManifest(manifest), source: location.listed, integrity }
  const plugin = await loadPlugin(location)
  expectSame(location, manifest, manifestOf(plugin, integrity))
  return { plugin, source: location.listed, integrity }
}

/** ms after which a plugin that is still loading is given up. */
const patience = 10_000

async function importPlugin(location: PluginLocation): Promise<unknown> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const tooLate = (): void =>
    reject(new PlanError('timeout', `Cannot load plugin "${location.listed}": it is still loading after ${patience / 1000} s`))
  const timer = setTimeout(tooLate, patience)
  // What a command answers is alone on stdout: what the code of a plugin, or a package that it uses, has to say goes to stderr.
  globalThis.console = new Console(process.stderr, process.stderr)
  try {
    return await Promise.race([import(pathToFileURL(entryOf(location)).href), late])
  } catch (cause) {
    if (cause instanceof PlanError) throw cause
    throw new PlanError('failed', `Cannot load plugin "${location.listed}": ${messageOf(cause)}`, { cause })
  } finally {
    clearTimeout(timer)
  }
}

/** What was validated and reviewed is what runs. */
function expectSame(location: PluginLocation, written: PluginManifest, loaded: PluginManifest): void {
  if (JSON.stringify(written) === JSON.stringify(JSON.parse(JSON.stringify(loaded)))) return
  throw new PlanError('invalid', `Cannot use plugin "${location.listed}": its manifest says something else than its code`, {
    hint: 'Write the manifest anew with: plan plugins --write',
  })
}

function distinct(plugins: readonly InstalledPlugin[]): readonly InstalledPlugin[] {
  const names = new Map<string, string>()
  for (const { plugin, source } of plugins) {
    for (const name of [
      `name "${plugin.name}"`,
      ...plugin.steps.map(({ uses }) => `step type "${uses}"`),
      ...plugin.drivers.map(({ kind }) => `driver "${kind}"`),
    ]) {
      const other = names.get(name)
      if (other) throw new PlanError('invalid', `Cannot use plugin "${source}": its ${name} is there already, from "${other}"`)
      names.set(name, source)
    }
  }
  return plugins
}
