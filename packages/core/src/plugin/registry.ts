import type { AnyResourceDriver, AnyStepType, Plugin } from './contract.ts'

/** The step type of a name, or undefined. */
export function stepTypeOf(plugins: readonly Plugin[], uses: string): AnyStepType | undefined {
  for (const plugin of plugins) {
    const found = plugin.steps.find((step) => step.uses === uses)
    if (found) return found
  }
  return undefined
}

/** The driver of a kind, or undefined. */
export function driverOf(plugins: readonly Plugin[], kind: string): AnyResourceDriver | undefined {
  for (const plugin of plugins) {
    const found = plugin.drivers.find((driver) => driver.kind === kind)
    if (found) return found
  }
  return undefined
}
