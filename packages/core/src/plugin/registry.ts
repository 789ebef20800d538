import { type Json, splitResource, type Value } from '../model/index.ts'
import type { Plugin, StepType } from './contract.ts'
import type { ResourceDriver } from './driver.ts'

/** A step type as the engine sees it: only its schema knows what it takes. */
export type OpaqueStepType = StepType<Value, Value, Value, Value>
/** A driver as the engine sees it: only the driver's own step types know its sessions. */
export type OpaqueDriver = ResourceDriver<AsyncDisposable>

/** A resource's driver and configuration, secrets still unexpanded. */
export interface Located {
  readonly driver: OpaqueDriver
  readonly config: { readonly [key: string]: Json }
}

/** The step type of a name, or undefined. */
export function stepTypeOf(plugins: readonly Plugin[], uses: string): OpaqueStepType | undefined {
  for (const plugin of plugins) {
    const found = plugin.steps.find((step) => step.uses === uses)
    if (found) return found
  }
  return undefined
}

/** The driver of a kind, or undefined. */
export function driverOf(plugins: readonly Plugin[], kind: string): OpaqueDriver | undefined {
  for (const plugin of plugins) {
    const found = plugin.drivers.find((driver) => driver.kind === kind)
    if (found) return found
  }
  return undefined
}

/** A resource that needs no connection (files, commands, origins), with the driver that takes it so; undefined where none does. */
export function implicitResource(plugins: readonly Plugin[], resource: string): Located | undefined {
  const [family, name] = splitResource(resource)
  for (const driver of plugins.flatMap(({ drivers }) => drivers)) {
    const config = driver.family === family ? driver.implicit?.(name) : undefined
    if (config) return { driver, config }
  }
  return undefined
}
