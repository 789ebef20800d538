import type { Touch } from '../model/index.ts'
import type { AnyResourceDriver } from './contract.ts'

/** The first pair of touches that may not happen at the same time: one resource, at least one write, parts that overlap. */
export function conflictBetween<Some extends Touch>(
  some: readonly Some[],
  others: readonly Some[],
  driverFor: (resource: string) => AnyResourceDriver | undefined,
): readonly [Some, Some] | undefined {
  for (const a of some) {
    let driver: AnyResourceDriver | undefined
    for (const b of others) {
      if (a.resource !== b.resource || (a.access === 'read' && b.access === 'read')) continue
      driver ??= driverFor(a.resource)
      if (driver?.overlaps(a, b) ?? true) return [a, b]
    }
  }
  return undefined
}
