import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planSchema, projectSchema } from '@backout/core/validate'
import { rowsOf } from '../../scripts/generated/reference-table.ts'
import { entryCases } from './keys/entries.ts'
import { inputCases } from './keys/inputs.ts'
import { invariantCases } from './keys/invariants.ts'
import { headCases } from './keys/plan-head.ts'
import { projectCases } from './keys/project.ts'
import { signerCases, signOffCases } from './keys/sign-offs.ts'
import { stepCases } from './keys/steps.ts'
import { keyWorld, type KeyCase } from './keys/world.ts'

const planCases: readonly KeyCase[] = [...headCases, ...inputCases, ...entryCases, ...stepCases, ...invariantCases, ...signOffCases]

for (const [file, schema, cases] of [
  ['a plan', planSchema([]), planCases],
  ['backout.yaml', projectSchema([]), [...projectCases, ...signerCases]],
] as const) {
  test(`every key of ${file} is observed`, () => {
    const known = rowsOf(schema).map(({ key }) => key)
    const observed = new Set(cases.flatMap(({ keys }) => keys))
    assert.deepEqual(
      { missing: known.filter((key) => !observed.has(key)), unknown: [...observed].filter((key) => !known.includes(key)) },
      { missing: [], unknown: [] },
    )
  })

  describe(`the keys of ${file}`, { concurrency: 4 }, () => {
    for (const { keys, shows, observe } of cases)
      test(`${keys.join(', ')} ${shows}`, async (t) => {
        await observe(await keyWorld(t), t)
      })
  })
}
