import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import type { Diagnostic, Json } from '@backout/core/model'
import { planSchema, projectSchema, validatePlan, validateProject } from '@backout/core/validate'
import { builtins } from '@backout/plugins'
import { placesIn, wholePlan, wholeProject } from '../support/whole-plan.ts'

const texts = [
  '',
  'x',
  '5s',
  '0s',
  '${{ inputs.n }}',
  'a ${{ inputs.s }}',
  '$${{ x }}',
  'local',
  '*',
  '!out/a',
  'GET /*',
  'select 1',
  'true',
  '2xx',
  'pause',
]
const strange: readonly Json[] = [null, true, 0, -1, 2.5, 200, ...texts, [], ['a'], [null], {}, { a: 1 }, ['${{ inputs.s }}']]

/** A change at one place: what is there goes away, something comes beside it, or something else takes its place. */
interface Mutation {
  readonly place: number
  readonly what: 'remove' | 'add' | 'replace'
  readonly value: Json
}

const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ place: fc.nat(), what: fc.constantFrom('remove', 'add', 'replace'), value: fc.constantFrom(...strange) }),
  { minLength: 1, maxLength: 2 },
)

function mutated(whole: Json, list: readonly Mutation[]): Json {
  const copy = structuredClone(whole)
  for (const { place, what, value } of list) {
    const places = placesIn(copy)
    const [holder, key] = places[place % places.length]!
    if (what === 'replace') holder[key] = structuredClone(value)
    else if (what === 'add' && !Array.isArray(holder)) holder['extra'] = structuredClone(value)
    else if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  }
  return copy
}

const file = (value: Json) => ({ path: 'file.yaml', text: Buffer.from(JSON.stringify(value)) })
const checkPlan = (value: Json) => validatePlan(loadPlanFile(file(value)), { plugins: builtins, readFile: () => undefined })
const checkProject = (value: Json) => validateProject(loadProjectFile(file(value)), { plugins: builtins })

for (const [what, whole, schema, check] of [
  ['a plan', wholePlan, planSchema(builtins), checkPlan],
  ['backout.yaml', wholeProject, projectSchema(builtins), checkProject],
] as const) {
  const valid = new Ajv({ strict: false }).compile(schema)

  test(`both the schema for editors and plan validate accept ${what} in which most keys stand`, async () => {
    const { ok, diagnostics } = await check(whole)
    assert.deepEqual([valid(whole), ok], [true, true], JSON.stringify([valid.errors, diagnostics]))
  })

  test(`Law: whatever is changed in ${what}, the schema for editors refuses just what plan validate refuses for its keys and types`, async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (list) => {
        const value = mutated(whole, list)
        const { ok, diagnostics } = await check(value)
        if (valid(value)) assert.deepEqual(diagnostics.filter(isOfForm), [], JSON.stringify(value))
        else assert.equal(ok, false, `${JSON.stringify(valid.errors)} in ${JSON.stringify(value)}`)
      }),
      { numRuns: 300 },
    )
  })
}

/** Whether a mistake is one of keys and types; what an expression gives in an environment is beyond a schema. */
function isOfForm({ code, message }: Diagnostic): boolean {
  return ['unknown-key', 'missing-key', 'wrong-type'].includes(code) && !message.includes(', as it is in the environment ')
}
