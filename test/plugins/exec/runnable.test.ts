import assert from 'node:assert/strict'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { preview, type StepPreview } from '@backout/core/execute'
import type { World } from '@backout/core/testing'
import { exec } from '@backout/plugins/exec'
import { file } from '@backout/plugins/file'
import { benchStep, type StepBench } from '../../support/bench-step.ts'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, type StepSketch } from '../../support/shelf.ts'

async function world({ root }: World): Promise<void> {
  await mkdir(join(root, 'tools/folder'), { recursive: true })
  await writeFile(join(root, 'tools/run'), '#!/bin/sh\n')
  await chmod(join(root, 'tools/run'), 0o755)
  await writeFile(join(root, 'tools/odd'), '#!/no/such/interpreter\n', { mode: 0o755 })
  await writeFile(join(root, 'tools/text'), 'text')
  await symlink('run', join(root, 'tools/link'))
  await symlink('gone', join(root, 'tools/dangling'))
  await symlink('.', join(root, 'tools/here'))
  await symlink('..', join(root, 'tools/root'))
}

function bench(input: object): Promise<StepBench> {
  return benchStep('exec/run', { with: { effect: 'none', ...input }, scope: { commands: ['*', 'tools/odd'] }, given: world })
}

describe('exec/run before it runs', { concurrency: 8 }, () => {
  const runnable: readonly [what: string, input: object][] = [
    ['a program of the PATH', { command: ['sh'] }],
    ['a program by its whole path', { command: ['/bin/sh'] }],
    ['a program of the tree', { command: ['tools/run'] }],
    ['a program of the tree, from its directory', { command: ['./run'], cwd: 'tools' }],
    ['a link to a program', { command: ['tools/link'] }],
    ['a program on a PATH of the plan', { command: ['run'], env: { PATH: 'tools' } }],
    ['a program above the working directory', { command: ['../run'], cwd: 'tools/folder' }],
    ['a working directory that a link leads to', { command: ['./run'], cwd: 'tools/here' }],
    ['a working directory that a link leads to, where that is the root', { command: ['tools/run'], cwd: 'tools/root' }],
  ]
  for (const [what, input] of runnable) {
    test(`exec/run takes ${what}`, async () => {
      await using step = await bench(input)
      assert.equal((await step.changes()).length, 1)
    })
  }

  const missing: readonly [when: string, input: object, says: RegExp][] = [
    ['no such program is on the PATH', { command: ['no-such-program'] }, /no such program on the PATH$/],
    ['the PATH of the plan does not have it', { command: ['sh'], env: { PATH: 'tools' } }, /no such program on the PATH$/],
    ['the program is not there', { command: ['tools/gone'] }, /it is not there$/],
    ['the program is a link to nothing', { command: ['tools/dangling'] }, /it is not there$/],
    ['the program is a file without permission', { command: ['tools/text'] }, /it may not be run$/],
    ['the program is a directory', { command: ['tools/folder'] }, /it may not be run$/],
    ['the program is on the PATH without permission', { command: ['text'], env: { PATH: 'tools' } }, /it may not be run$/],
    ['the working directory is not there', { command: ['sh'], cwd: 'gone' }, /no such directory$/],
    ['the working directory is a file', { command: ['sh'], cwd: 'tools/text' }, /no such directory$/],
  ]
  for (const [when, input, says] of missing) {
    test(`exec/run says, before anything is run, that ${when}`, async () => {
      await using step = await bench(input)
      await assert.rejects(step.changes(), { code: 'missing', message: says })
    })
  }
})

test('exec/run says so when the interpreter of a script is not there', async () => {
  await using step = await bench({ command: ['tools/odd'] })
  await assert.rejects(step.apply(), { code: 'missing', message: /no such interpreter as its first line names$/ })
})

const run = (id: string, command: readonly string[], more: object = {}): StepSketch => ({
  id,
  uses: 'exec/run',
  with: { command, ...more },
  rollback: { none: 'a test' },
})
const write = (id: string, path: string): StepSketch => ({
  id,
  uses: 'file/write',
  with: { path, content: '#!/bin/sh\n', executable: true },
})

const previews: readonly [does: string, steps: readonly StepSketch[], kinds: readonly StepPreview['kind'][]][] = [
  ['fails where the program is missing', [run('a', ['no-such-program'])], ['failed']],
  ['sees a program that an earlier step would write', [write('a', 'run'), run('b', ['./run'])], ['changes', 'changes']],
  ['sees a directory that an earlier step would make', [write('a', 'x/run'), run('b', ['./run'], { cwd: 'x' })], ['changes', 'changes']],
  [
    'sees that an earlier step would delete it',
    [write('a', 'run'), { id: 'b', uses: 'file/delete', with: { paths: ['run'] } }, run('c', ['./run'])],
    ['changes', 'changes', 'failed'],
  ],
  ['leaves it open where a command before may make it', [run('a', ['sh']), run('b', ['./made'])], ['changes', 'unknown']],
]
for (const [does, steps, kinds] of previews) {
  test(`a preview of exec/run ${does}`, async () => {
    await using bench = await engineBench([file, exec])
    const bound = boundPlan(steps, { scope: { files: ['**'], commands: ['sh', './run', './made', 'no-such-program'] } })
    const effects = { ...bench.effects, run: 'r1', allows: () => undefined }
    const seen = await Array.fromAsync(preview(bound, new Map(), effects))
    assert.deepEqual(
      seen.map(({ kind }) => kind),
      kinds,
    )
  })
}
