import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesOf } from '@backout/core/testing'
import { filling } from './box-cases.ts'
import { boxDriver } from './box-driver.ts'
import type { BoxStep } from './box-steps.ts'

/** A step type on boxes with a mistake in it. */
export interface WrongStep {
  readonly when: string
  readonly step: BoxStep
  readonly law: string
  /** What its author is told. */
  readonly told: RegExp
  readonly given?: { readonly edit: undefined }
  /** ms */
  readonly patience?: number
}

/** Tests that the conformance suite tells the author of each step type what is wrong. */
export function testWrongSteps(wrong: readonly WrongStep[]): void {
  for (const { when, step, law, told, given, patience = 100 } of wrong)
    test(`the conformance suite tells the author of a step type that ${when}`, async () => {
      const { transact: _transact, ...plain } = boxDriver
      const driver = told.source.includes('no `transact`') ? plain : boxDriver
      const plugin = { name: 'box', version: '1.0.0', steps: [step], drivers: [driver] }
      const found = await breachesOf(plugin, { steps: { [step.uses]: [{ ...filling, ...given }] }, patience })
      const problems = found.filter((breach) => breach.law === law).map(({ problem }) => problem)
      assert.match(problems.join('\n') || JSON.stringify(found), told)
    })
}
