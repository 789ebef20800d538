import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { validatePlan } from '@backout/core/validate'
import { fakePlugins } from '../../support/fake-plugins.ts'

for (const [limits, told] of [
  ['type: integer, minimum: 3, maximum: 2', 'maximum'],
  ['type: integer, minimum: 3, maximum: 3', undefined],
  ['type: number, minimum: 3, exclusiveMaximum: 3', 'exclusiveMaximum'],
  ['type: number, minimum: 3, exclusiveMaximum: 3.1', undefined],
  ['type: number, exclusiveMinimum: 3, maximum: 3', 'maximum'],
  ['type: number, exclusiveMinimum: 3, maximum: 3.1', undefined],
  ['type: number, exclusiveMinimum: 3, exclusiveMaximum: 3', 'exclusiveMaximum'],
  ['type: number, exclusiveMinimum: 3, exclusiveMaximum: 3.1', undefined],
  ['type: string, minLength: 3, maxLength: 2', 'maxLength'],
  ['type: string, minLength: 3, maxLength: 3', undefined],
  ['type: string, multipleOf: 3', 'multipleOf'],
  ['type: boolean, minimum: 3', 'minimum'],
  ['type: boolean, pattern: a', 'pattern'],
  ['type: integer, pattern: a', 'pattern'],
] as const)
  test(`validatePlan() tells ${told === undefined ? 'no contradiction' : `of "${told}"`} in an input with ${limits}`, async () => {
    const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: a }\ninputs: { x: { ${limits} } }
steps: [{ id: a, uses: core/wait, with: { for: 1s }, if: string(inputs.x) != '' }]\n`
    const document = loadPlanFile({ path: 'plan.yaml', text })
    const { diagnostics } = await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined })
    assert.deepEqual(
      diagnostics.map(({ code, at }) => [code, text.slice(at!.start, at!.end)]),
      told === undefined ? [] : [['wrong-combination', told]],
    )
  })
