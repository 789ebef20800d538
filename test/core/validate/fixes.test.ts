import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import type { Fix } from '@backout/core/model'
import { applyFixes, validatePlan } from '@backout/core/validate'
import { fakePlugins } from '../../support/fake-plugins.ts'

const head =
  'apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: fixes }\nconnections: { crm: { driver: sqlite, file: crm.db } }\n'
const steps =
  '# what is done\nsteps:\n  - { id: a, uses: file/write, with: { path: src/a.ts, content: x } }\n  - { id: b, uses: sql/execute, with: { connection: crm, sql: delete from t } }\n'

const scopes: readonly { readonly when: string; readonly before: string; readonly after: string }[] = [
  { when: 'there is none', before: '', after: 'scope:\n  files: ["src/a.ts"]\n  databases:\n    crm: ["t"]\n' },
  { when: 'it is an empty flow map', before: 'scope: {}\n', after: 'scope: {files: ["src/a.ts"], databases: { crm: ["t"] }}\n' },
  {
    when: 'it is a flow map',
    before: 'scope: { commands: [npm] } # why\n',
    after: 'scope: { commands: [npm], files: ["src/a.ts"], databases: { crm: ["t"] } } # why\n',
  },
  {
    when: 'it is a block map with comments',
    before: 'scope:\n  # programs\n  commands: [npm] # only this\n\n# next\n',
    after: 'scope:\n  # programs\n  commands: [npm] # only this\n  files: ["src/a.ts"]\n  databases: { crm: ["t"] }\n\n# next\n',
  },
  {
    when: 'its lists are blocks',
    before: 'scope:\n  files:\n    - docs/a.md\n    - "docs/b.md" # why\n  databases:\n    crm:\n    - u\n',
    after: 'scope:\n  files:\n    - docs/a.md\n    - "docs/b.md" # why\n    - "src/a.ts"\n  databases:\n    crm:\n    - u\n    - "t"\n',
  },
  {
    when: 'its lists are flows over several lines',
    before: 'scope:\n  files: [\n    docs/a.md,\n  ]\n  databases: { other: [] }\n',
    after: 'scope:\n  files: [\n    docs/a.md, "src/a.ts",\n  ]\n  databases: { other: [], crm: ["t"] }\n',
  },
  {
    when: 'lines end with CRLF',
    before: 'scope:\r\n  commands: [npm]\r\n',
    after: 'scope:\r\n  commands: [npm]\r\n  files: ["src/a.ts"]\r\n  databases: { crm: ["t"] }\r\n',
  },
]

for (const { when, before, after } of scopes)
  test(`applyFixes() fills in the scope when ${when}`, async () => {
    const fixed = applyFixes(head + before + steps, await fixesFor(head + before + steps))
    assert.equal(fixed, head + after + steps)
    const again = await check(fixed)
    assert.deepEqual(
      again.diagnostics.filter(({ code }) => code.endsWith('scope')),
      [],
    )
  })

test('applyFixes() repairs a plan in rounds until it is valid, and leaves all else as it is', async () => {
  const wrong = `${head}# CRM-412\nsteps:\n  - id: a   # first\n    uses: file/wirte\n    wiht: { path: src/a.ts, content: 5 }\n    if: !has(inputs.dry)\n    timeout:   5m\n`
  const right = `${head}scope:\n  files: ["src/a.ts"]\n# CRM-412\nsteps:\n  - id: a   # first\n    uses: file/write\n    with: { path: src/a.ts, content: "5" }\n    if: "!has(inputs.dry)"\n    timeout:   5m\n`
  let text = wrong
  for (let round = 0; round < 10; round++) text = applyFixes(text, await fixesFor(text))
  assert.equal(text, right)
})

for (const { what, input, fixed } of [
  {
    what: 'puts quotes around a number that is to be text',
    input: '{ type: string, default: 5 }',
    fixed: '{ type: string, default: "5" }',
  },
  { what: 'leaves true as it is where a number is meant', input: '{ type: integer, default: true }', fixed: undefined },
  { what: 'takes the quotes of a number away', input: '{ type: integer, default: "5" }', fixed: '{ type: integer, default: 5 }' },
])
  test(`applyFixes() ${what}, in the default of an input`, async () => {
    const text = `${head}inputs: { batch: ${input} }\n# what\nsteps: [{ id: a, uses: core/wait, with: { for: 1s } }]\n`
    const { diagnostics } = await check(text)
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['wrong-value'],
    )
    assert.equal(applyFixes(text, await fixesFor(text)), text.replace(input, fixed ?? input))
  })

for (const [when, fixes, text] of [
  ['fixes are apart', [fix([0, 1, 'A']), fix([4, 5, 'E'])], 'AbcdEf'],
  ['fixes are apart, the last one first', [fix([4, 5, 'E']), fix([0, 1, 'A'])], 'AbcdEf'],
  ['fixes overlap: the first wins, the other waits', [fix([0, 3, 'X']), fix([2, 4, 'Y'])], 'Xdef'],
  ['the same fix is offered twice', [fix([3, 3, '+']), fix([3, 3, '+'])], 'abc+def'],
  ['two fixes insert at the same place', [fix([3, 3, '+']), fix([3, 3, '-'])], 'abc+def'],
  ['a fix has several edits and one of them overlaps', [fix([1, 2, 'B']), fix([0, 1, 'A'], [1, 2, 'b'])], 'aBcdef'],
] as const)
  test(`applyFixes() gives ${JSON.stringify(text)} when ${when}`, () => {
    assert.equal(applyFixes('abcdef', fixes), text)
  })

function fix(...edits: readonly (readonly [start: number, end: number, text: string])[]): Fix {
  return { title: '', edits: edits.map(([start, end, text]) => ({ file: 'p', start, end, text })) }
}

async function fixesFor(text: string): Promise<readonly Fix[]> {
  return (await check(text)).diagnostics.flatMap(({ fix: one }) => one ?? [])
}

function check(text: string): ReturnType<typeof validatePlan> {
  return validatePlan(loadPlanFile({ path: 'p', text }), { plugins: fakePlugins, readFile: () => undefined })
}
