import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBeside } from '../../../packages/cli/src/compose/plans/files-beside.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { repository } from '../repository.ts'

for (const [what, file, content] of [
  ['a file beside the plan', 'a.sql', 'a'],
  ['a file of the repository elsewhere', '../../shared.sql', 'shared'],
  ['a link to one', 'link.sql', 'shared'],
  ['nothing', 'nowhere.sql', undefined],
  ['a folder', '.', undefined],
  ['a link to itself', 'loop.sql', undefined],
  ['a file outside of the repository', '../../../beside/secret', undefined],
  ['a link to one outside', 'secret.sql', undefined],
  ['a file in a folder behind a link', 'out/secret', undefined],
  ['an absolute path outside', 'ABSOLUTE', undefined],
] as const)
  test(`filesBeside() gives of ${what}: ${content}`, (t) => {
    const { root, write } = repository(t)
    const beside = temporaryFolder(t)
    writeFileSync(join(beside, 'secret'), 'secret')
    write('plans/a/a.sql', 'a')
    write('shared.sql', 'shared')
    for (const [link, target] of [
      ['link.sql', '../../shared.sql'],
      ['loop.sql', 'loop.sql'],
      ['secret.sql', join(beside, 'secret')],
      ['out', beside],
    ] as const)
      symlinkSync(target, join(root, 'plans/a', link))
    const path = file.replace('ABSOLUTE', join(beside, 'secret')).replace('../../../beside', `../../../${beside.split('/').at(-1)}`)
    const bytes = filesBeside(root, 'plans/a/plan.yaml')(path)
    assert.equal(bytes && Buffer.from(bytes).toString(), content)
  })
