import { isUnbound, type Touch } from '../model/index.ts'
import type { AnyResourceDriver } from './contract.ts'

/** Whether two touches of one resource may not happen at the same time; where no driver can tell, or a part is not known yet, they may not if one of them writes. */
export function conflicts(a: Touch, b: Touch, driver: AnyResourceDriver | undefined): boolean {
  if (a.access === 'read' && b.access === 'read') return false
  return isUnbound(a.part) || isUnbound(b.part) || (driver?.overlaps(a, b) ?? true)
}

/** The first pair of touches that may not happen at the same time: one resource, at least one write, parts that overlap. */
export function conflictBetween<Some extends Touch>(
  some: readonly Some[],
  others: readonly Some[],
  driverFor: (resource: string) => AnyResourceDriver | undefined,
): readonly [Some, Some] | undefined {
  for (const a of some) {
    let driver: AnyResourceDriver | undefined
    for (const b of others) {
      if (a.resource !== b.resource) continue
      driver ??= driverFor(a.resource)
      if (conflicts(a, b, driver)) return [a, b]
    }
  }
  return undefined
}
