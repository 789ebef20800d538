import type { AnyResourceDriver } from '../../plugin.ts'
import type { DriverCase } from '../case.ts'
import type { DriverStage } from '../stage/driver-stage.ts'

/** One law of the contract of drivers. `applies` says for what abilities it means something. */
export interface DriverLaw {
  readonly says: string
  applies(driver: AnyResourceDriver): boolean
  holds(stage: DriverStage, given: DriverCase): Promise<void>
}

/** For every driver. */
export const always = (): boolean => true
/** Where it keeps a ledger. */
export const transacts = ({ transact }: AnyResourceDriver): boolean => transact !== undefined
