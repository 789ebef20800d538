import { PlanError } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { InstalledPlugin } from './plugins.ts'

/** The plugins for a preview: what the code of one would have to tell that is not loaded is unknown until somebody allows it. */
export function previewable(plugins: readonly InstalledPlugin[], allowed: boolean): readonly Plugin[] {
  return plugins.map(({ plugin, source }) => (allowed || source === 'built-in' ? plugin : withoutCode(plugin)))
}

function withoutCode(plugin: Plugin): Plugin {
  const unknown = (): never => {
    throw new PlanError('unknown', `The code of plugin "${plugin.name}" is not loaded (--allow-plugins loads it)`)
  }
  return {
    ...plugin,
    steps: plugin.steps.map((step) => ({ ...step, changes: unknown })),
    drivers: plugin.drivers.map((driver) => ({ ...driver, open: unknown })),
  }
}
