import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { validatePlan } from '@backout/core/validate'
import { fakePlugins } from '../../support/fake-plugins.ts'

const ids = ['p1', 'p2', 's1', 's2', 'i1', 'i2', 'c1', 'c2']

/** Whose outputs each entry of a plan may read: two preconditions, steps, invariants and success criteria. */
const mayRead: { readonly [reader: string]: readonly string[] } = {
  p1: [],
  p2: ['p1'],
  s1: ['p1', 'p2'],
  s2: ['p1', 'p2', 's1'],
  i1: ['p1', 'p2', 's1', 's2'],
  i2: ['p1', 'p2', 's1', 's2', 'i1'],
  c1: ['p1', 'p2', 's1', 's2'],
  c2: ['p1', 'p2', 's1', 's2', 'c1'],
}

for (const [reader, known] of Object.entries(mayRead))
  test(`validatePlan() lets "${reader}" read the outputs of ${known.join(', ') || 'nothing'}, and of no other entry`, async () => {
    const read = await Promise.all(ids.filter((id) => id !== reader).map(async (id) => ((await codesFor(reader, id)) ? [] : [id])))
    assert.deepEqual(read.flat(), known)
  })

/** Whether it is an error that one entry reads another. */
async function codesFor(reader: string, id: string): Promise<boolean> {
  const entry = (own: string): string => {
    const condition = own === reader ? `has(steps.${id}.outputs) && steps.${id}.outputs.value == 1` : 'outputs.value == 1'
    return `  - { id: ${own}, uses: sql/query, with: { connection: crm, sql: select 1 }, assert: "${condition}" }\n`
  }
  const lists = ['preconditions', 'steps', 'invariants', 'successCriteria']
  const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: a }\nconnections: { crm: { driver: sqlite, file: a.db } }
scope: { databases: { crm: ["*"] } }\n${lists
    .map(
      (list, at) =>
        `${list}:\n${ids
          .slice(at * 2, at * 2 + 2)
          .map(entry)
          .join('')}`,
    )
    .join('')}`
  const document = loadPlanFile({ path: 'plan.yaml', text })
  const { diagnostics } = await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined })
  const codes = diagnostics.map(({ code }) => code)
  assert.ok(
    codes.every((code) => code === 'expression-name'),
    codes.join(),
  )
  return codes.length > 0
}
