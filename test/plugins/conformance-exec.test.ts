import assert from 'node:assert/strict'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { conformance, type DriverCase, type StepCase, type World } from '@backout/core/testing'
import { exec } from '@backout/plugins/exec'
import { file } from '@backout/plugins/file'
import type { ProcessSession } from '../../packages/plugins/src/exec/driver.ts'
import { fileTree } from '../support/file-tree.ts'
import { commitAll } from '../support/git-tree.ts'
import { writeFiles } from '../support/write-files.ts'

const node = process.execPath
const script = (body: string): readonly string[] => [node, '-e', `const fs = require('node:fs'); ${body}`]

async function put({ root }: World, files: { readonly [path: string]: string }): Promise<void> {
  writeFiles(root, files)
}

const cases: readonly StepCase[] = [
  {
    does: 'writes, changes and deletes files outside git',
    with: {
      command: script(
        `fs.mkdirSync('out/deep'); fs.writeFileSync('out/deep/new.txt', 'new'); fs.writeFileSync('out/old.txt', 'changed'); fs.rmSync('out/gone.txt')`,
      ),
      writes: ['out/**'],
    },
    scope: { files: ['out', 'other.txt'], commands: [node] },
    given: (world) => put(world, { 'out/old.txt': 'old', 'out/gone.txt': 'gone', 'other.txt': 'other' }),
    edit: (world) => put(world, { 'out/old.txt': 'edited' }),
    again: 'refused',
  },
  {
    does: 'rewrites clean, dirty and ignored files of a git repository',
    with: {
      command: script(
        `for (const path of ['src/clean.ts', 'src/dirty.ts', 'dist/cache']) fs.appendFileSync(path, '+'); fs.rmSync('src/run.sh', { force: true })`,
      ),
      writes: ['src/**', 'dist/**'],
    },
    scope: { files: ['src', 'dist', 'untracked.txt'], commands: [node] },
    given: async (world) => {
      await put(world, { 'src/clean.ts': 'clean\n', 'src/dirty.ts': 'committed\n', 'src/run.sh': '#!/bin/sh\n', '.gitignore': 'dist\n' })
      await chmod(join(world.root, 'src/run.sh'), 0o755)
      await commitAll(world.root)
      await put(world, { 'src/dirty.ts': 'dirty\n', 'untracked.txt': 'untracked', 'dist/cache': 'ignored' })
    },
    edit: (world) => put(world, { 'src/clean.ts': 'edited' }),
    again: 'repeats',
  },
  {
    does: 'checks',
    with: {
      command: script(`console.log(fs.readFileSync('in.txt', 'utf8')); process.exit(3)`),
      effect: 'none',
      expect: { exitCode: [0, 3] },
    },
    scope: { files: ['in.txt'], commands: [node] },
    given: (world) => put(world, { 'in.txt': 'hello' }),
    afterwards: async ({ root }, output) => {
      assert.deepEqual(output, { exitCode: 3, stdout: 'hello', stderr: '', cut: false })
      assert.equal(await readFile(join(root, 'in.txt'), 'utf8'), 'hello')
    },
  },
  {
    does: 'runs in a directory, with an environment of its own',
    with: {
      command: script(`console.log(process.cwd().endsWith('/sub'), process.env.TOKEN)`),
      cwd: 'sub',
      env: { TOKEN: 'abc' },
      effect: 'none',
    },
    scope: { commands: [node] },
    given: (world) => put(world, { 'sub/x': '' }),
    afterwards: (_world, output) => assert.equal((output as { readonly stdout: string }).stdout, 'true abc'),
  },
]

const programs: DriverCase = {
  does: 'runs programs',
  config: {},
  scope: [node],
  write: (session, _world, round) =>
    (session as ProcessSession).run(
      { command: script(`fs.writeFileSync('out.txt', 'round ${round}')`), cwd: '', access: 'write' },
      new AbortController().signal,
    ),
  state: ({ root }) => JSON.stringify(fileTree(root)),
}

conformance(exec, { steps: { 'exec/run': cases }, drivers: { process: [programs] }, plugins: [file] })
