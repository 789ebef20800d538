import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import { scopeOf } from '@backout/core/model'
import { applyFixes, validatePlan, validateProject } from '@backout/core/validate'
import { builtins } from '@backout/plugins'

const head = 'apiVersion: backout/v1\nkind: Project\n'

for (const [says, code] of [
  ['runs: .backout/runs', undefined],
  ['runs: kept/runs', undefined],
  ['runs: ../runs', undefined],
  ['runs: /var/lib/runs', undefined],
  ['runs: .', 'path'],
  ['runs: kept/..', 'path'],
  ['runs: ../..', 'path'],
  ['runs: ./.git/runs', 'path'],
  ['runs: ~/runs', 'path'],
  ['runs: "${{ secrets.RUNS }}"', 'path'],
  ['runs: postgres://db/runs', 'not-yet'],
  ['signOffs: { allowedSigners: keys/signers }', undefined],
  ['signOffs: { allowedSigners: ../signers }', 'path'],
  ['signOffs: { allowedSigners: /etc/signers }', 'path'],
  ['signOffs: { allowedSigners: ~/.ssh/signers }', 'path'],
] as const)
  test(`validateProject() ${code === undefined ? 'accepts' : 'refuses'} "${says}"`, async () => {
    const { diagnostics } = await validateProject(loadProjectFile({ path: 'backout.yaml', text: `${head}${says}\n` }))
    assert.deepEqual(
      diagnostics.map((one) => one.code),
      code === undefined ? [] : [code],
    )
  })

for (const [runs, suggestion] of [
  ['/repo/kept/runs', 'Write kept/runs'],
  ['../repo/kept', 'Write kept'],
  ['/repo', 'Write .backout/runs'],
  ['/repository/runs', undefined],
  ['../runs', undefined],
] as const)
  test(`validateProject() ${suggestion === undefined ? 'accepts' : 'refuses'} "runs: ${runs}" in /repo`, async () => {
    const document = loadProjectFile({ path: 'backout.yaml', text: `${head}runs: ${runs}\n` })
    const { diagnostics } = await validateProject(document, { root: '/repo' })
    assert.deepEqual(
      diagnostics.map((one) => [one.code, one.suggestion]),
      suggestion === undefined ? [] : [['path', suggestion]],
    )
  })

for (const [runs, files] of [
  [undefined, ['**']],
  ['.backout/runs', ['**']],
  ['../runs', ['**']],
  ['/var/lib/runs', ['**']],
  ['./kept//runs/', ['**', '!kept/runs']],
  ['kept[1]', ['**', '!kept\\[1\\]']],
] as const)
  test(`scopeOf() is ${files.join(' ')} where runs are recorded in ${runs ?? 'the usual folder'}`, () =>
    assert.deepEqual(scopeOf({ scope: { files: ['**'] } }, runs === undefined ? {} : { runs }), { files }))

test('scopeOf() takes nothing away where there is nothing', () => {
  for (const scope of [{}, { files: [] }, { commands: ['npm'] }]) assert.equal(scopeOf({ scope }, { runs: 'kept' }), scope)
})

const plan = (files: string) =>
  `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: a }\nscope: { files: ${files} }\nsteps:\n  - { id: a, uses: file/delete, with: { paths: [kept/x/a] } }\n  - { id: b, uses: file/write, with: { path: b, content: x } }\n`

for (const [what, files, says] of [
  ['the record of runs', '["kept/**"]', 'which belongs to the record of runs'],
  ['what the scope itself takes away', '["**/a", "!kept/x"]', 'which "!kept/x" takes out of scope.files'],
] as const)
  test(`validatePlan() refuses to touch ${what}, and offers no fix that would not help`, async () => {
    const check = async (text: string) =>
      (await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: builtins, project: { runs: 'kept' }, readFile: () => undefined }))
        .diagnostics
    const found = await check(plan(files))
    const fixed = await check(
      applyFixes(
        plan(files),
        found.flatMap(({ fix }) => fix ?? []),
      ),
    )
    assert.deepEqual(
      [found, fixed].map((all) => all.map(({ at, fix }) => [at?.line, fix?.title])),
      [
        [
          [6, undefined],
          [7, 'Add "b" to the scope'],
        ],
        [[6, undefined]],
      ],
    )
    assert.ok(fixed[0]!.message.includes(says), fixed[0]!.message)
  })
