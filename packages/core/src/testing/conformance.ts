import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { AnyStepType, Plugin } from '../plugin.ts'
import type { Cases, StepCase } from './case.ts'
import { laws } from './laws.ts'
import { undocumented } from './schema-laws.ts'
import { stageOf } from './stage.ts'

/**
 * The one conformance suite: registers tests (of `node:test`) that hold every step type of a plugin against the laws of the contract, once for each case.
 * Call it at the top level of a test file.
 */
export function conformance(plugin: Plugin, cases: Cases): void {
  const plugins = [plugin, ...(cases.plugins ?? [])]
  void describe(`plugin ${plugin.name}`, () => {
    void test('describes every property of its schemas, with an example', () => assert.deepEqual(undocumented(plugin), []))
    void test('has a case for every step type', () => {
      assert.deepEqual(
        plugin.steps.map(({ uses }) => uses).filter((uses) => !cases.steps[uses]?.length),
        [],
      )
      assert.deepEqual(
        Object.keys(cases.steps).filter((uses) => !plugin.steps.some((step) => step.uses === uses)),
        [],
      )
    })
    for (const step of plugin.steps) {
      for (const given of cases.steps[step.uses] ?? []) {
        void test(`${step.uses} ${given.does}`, (t) => holdLaws(t, plugins, step, given))
      }
    }
  })
}

/** Each law that means something for this input, in a world of its own. */
async function holdLaws(t: TestContext, plugins: readonly Plugin[], step: AnyStepType, given: StepCase): Promise<void> {
  for (const law of laws) {
    await using stage = await stageOf(plugins, step, given)
    const traits = await step.describe(stage.input, stage.context('read'))
    if (law.applies(traits, stage)) await t.test(`Law: it ${law.says}`, () => law.holds(stage, given))
  }
}
