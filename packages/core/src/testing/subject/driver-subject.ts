import type { AnyResourceDriver } from '../../plugin.ts'
import type { DriverCase } from '../case.ts'
import { driverLaws } from '../driver-laws/index.ts'
import { driverStageOf } from '../stage/driver-stage.ts'
import type { Subject } from './subject.ts'

/** A case of a driver, held against each law for what the driver can, in a world of its own. */
export function driverSubject(driver: AnyResourceDriver, given: DriverCase): Subject {
  return {
    title: `driver ${driver.kind} ${given.does}`,
    async hold(each) {
      for (const law of driverLaws.filter(({ applies }) => applies(driver))) {
        await using stage = await driverStageOf(driver, given)
        await each(law.says, () => law.holds(stage, given))
      }
    },
  }
}
