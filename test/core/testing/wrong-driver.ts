import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesOf, type DriverCase } from '@backout/core/testing'
import type { AnyResourceDriver } from '@backout/core/plugin'
import { keeping } from './box-cases.ts'
import { boxDriver } from './box-driver.ts'

/** A driver of the box with a mistake in it. */
export interface WrongDriver {
  readonly when: string
  readonly driver: Partial<AnyResourceDriver>
  readonly law: string
  /** What its author is told. */
  readonly told: RegExp
  readonly given?: Partial<DriverCase>
}

/** Tests that the conformance suite tells the author of each driver what is wrong. */
export function testWrongDrivers(wrong: readonly WrongDriver[]): void {
  for (const { when, driver, law, told, given } of wrong)
    test(`the conformance suite tells the author of a driver that ${when}`, async () => {
      const plugin = { name: 'box', version: '1.0.0', steps: [], drivers: [{ ...boxDriver, ...driver } as AnyResourceDriver] }
      const found = await breachesOf(plugin, { drivers: { box: [{ ...keeping, ...given }] } })
      const problems = found.filter((breach) => breach.law === law).map(({ problem }) => problem)
      assert.match(problems.join('\n') || JSON.stringify(found), told)
    })
}
