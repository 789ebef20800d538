import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { validatePlan } from '@backout/core/validate'
import { fakePlugins } from '../../support/fake-plugins.ts'

const head = 'apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: many }\n'
const wait = 'uses: core/wait, with: { for: 1s }'
const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('')

for (const { what, text, count } of [
  { what: 'unknown keys in one map', count: 20_000, text: `${lines(20_000, (at) => `k${at}: 1\n`)}steps: [{ id: a, ${wait} }]\n` },
  {
    what: 'rollbacks that are none of the forms',
    count: 4_000,
    text: `steps:\n${lines(2_000, (at) => `  - { id: s${at}, ${wait}, rollback: { none: true, x: 1 } }\n`)}`,
  },
  {
    what: 'environments with a misspelt key',
    count: 2_000,
    text: `environments: [${lines(2_000, (at) => `{ nme: e${at} }, `)}]\nsteps: [{ id: a, ${wait} }]\n`,
  },
  {
    what: 'patterns that would take years',
    count: 200,
    text: `inputs:\n${lines(200, (at) => `  i${at}: { type: string, pattern: "(a+)+$", default: ${'a'.repeat(40)}! }\n`)}steps: [{ id: a, ${wait} }]\n`,
  },
  {
    what: 'tags, of which a hundred are enough',
    count: 100,
    text: `steps:\n${lines(1_000, (at) => `  - { id: s${at}, ${wait}, if: !x }\n`)}`,
  },
  {
    what: 'numbers that stand for steps, of which so many are enough',
    count: 50_000,
    text: `steps: [${lines(60_000, () => '1,')}]\n`,
  },
  {
    what: 'aliases that multiply, of which nothing else follows',
    count: 1,
    text: `a: &a [${lines(99, () => '1,')}]\nb: &b [${lines(99, () => '*a,')}]\nsteps: [${lines(99, () => '*b,')}]\n`,
  },
  {
    what: 'names that are as long as a book',
    count: 2,
    text: `steps:\n  - { id: ${'a'.repeat(200_000)}, ${wait} }\n  - { id: b, ${wait}, needs: [${'a'.repeat(199_999)}b], if: steps.${'a'.repeat(199_998)}.outputs.x == 1 }\n`,
  },
  {
    what: 'steps that need the one below',
    count: 1_000,
    text: `steps:\n${lines(1_001, (at) => `  - { id: s${at}, ${wait}, needs: [${at < 1_000 ? `s${at + 1}` : ''}] }\n`)}`,
  },
  {
    what: 'steps that are not there, each in a condition of its own',
    count: 4_000,
    text: `steps:\n${lines(4_000, (at) => `  - { id: s${at}, ${wait}, if: environment == "e${at}" && has(steps.x${at}.outputs) }\n`)}`,
  },
])
  test(`validatePlan() tells thousands of mistakes, and soon: ${what}`, async () => {
    const begun = performance.now()
    const document = loadPlanFile({ path: 'plan.yaml', text: head + text })
    const { diagnostics } = await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined })
    assert.equal(diagnostics.filter(({ severity }) => severity === 'error').length, count)
    assert.ok(performance.now() - begun < 30_000)
  })

test('validatePlan() fills in a scope of thousands of files with a title that fits on a line', async () => {
  const steps = lines(2_000, (at) => `  - { id: s${at}, uses: file/write, with: { path: p${at}/a.txt, content: x } }\n`)
  const document = loadPlanFile({ path: 'plan.yaml', text: `${head}scope: { files: [] }\nsteps:\n${steps}` })
  const { diagnostics } = await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined })
  assert.equal(diagnostics[0]?.fix?.title, 'Add "p0/a.txt", "p1/a.txt", "p2/a.txt" and 1997 more to the scope')
})
