import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = import.meta.dirname

/** What the compiler says of a project, with its exit status. */
async function compiled(project: string): Promise<{ readonly exitCode: number | undefined; readonly stdout: string }> {
  const options = { reject: false, preferLocal: true, localDir: join(folder, '../..') } as const
  const { exitCode, stdout } = await execa('tsc', ['--noEmit', '--pretty', 'false', '-p', project], options)
  return { exitCode, stdout }
}

test('Types: what is inferred for authors of plugins is accepted, and each @ts-expect-error is an error', async () => {
  const held = readdirSync(folder).filter(
    (name) => !name.endsWith('.test.ts') && /@ts-expect-error/.test(readFileSync(join(folder, name), 'utf8')),
  )
  assert.ok(held.length >= 3, held.join())
  assert.deepEqual(await compiled(folder), { exitCode: 0, stdout: '' })
})

test('Types: an expected error that does not come fails the compiler', async (t) => {
  const project = temporaryFolder(t)
  writeFileSync(join(project, 'wrong.ts'), '// @ts-expect-error -- there is none\nexport const one: number = 1\n')
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "types": [] } }')
  const { exitCode, stdout } = await compiled(project)
  assert.notEqual(exitCode, 0)
  assert.match(stdout, /wrong\.ts\(1,1\): error TS\d+: Unused '@ts-expect-error' directive/)
})
