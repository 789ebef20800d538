import type { Plugin } from '../../plugin.ts'
import type { Cases } from '../case.ts'
import { demandSame } from '../demand.ts'
import { driverSubject } from './driver-subject.ts'
import { pluginLaws } from '../schema-laws.ts'
import { usualPatience } from '../stage/stage.ts'
import { stepSubject } from './step-subject.ts'
import type { Subject } from './subject.ts'

/** All that a plugin and its cases give to be held against laws. */
export function subjectsOf(plugin: Plugin, cases: Cases): readonly Subject[] {
  const { steps = {}, drivers = {}, patience = usualPatience } = cases
  const plugins = [plugin, ...(cases.plugins ?? [])]
  return [
    wholePlugin(plugin, cases),
    ...plugin.steps.flatMap((step) => (steps[step.uses] ?? []).map((given) => stepSubject(plugins, step, given, patience))),
    ...plugin.drivers.flatMap((driver) => (drivers[driver.kind] ?? []).map((given) => driverSubject(driver, given))),
  ]
}

function wholePlugin(plugin: Plugin, { steps = {}, drivers = {} }: Cases): Subject {
  return {
    title: 'as a whole',
    async hold(each) {
      for (const { says, holds } of pluginLaws) await each(says, () => holds(plugin))
      await each('has cases for every step type and driver, and for nothing else', async () => {
        const wanted = [...plugin.steps.map(({ uses }) => uses), ...plugin.drivers.map(({ kind }) => kind)]
        const given = Object.entries({ ...steps, ...drivers }).flatMap(([name, list]) => (list.length > 0 ? [name] : []))
        demandSame(given.toSorted(), wanted.toSorted(), 'Give a case for each in `steps` and `drivers`: without one nothing is held')
      })
    },
  }
}
