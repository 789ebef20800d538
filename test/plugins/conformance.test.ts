import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { conformance, type DriverCase, type StepCase, type World } from '@backout/core/testing'
import { file } from '@backout/plugins/file'
import type { FilesSession } from '../../packages/plugins/src/file/session.ts'
import { fileTree } from '../support/file-tree.ts'
import { writeFiles } from '../support/write-files.ts'

const put =
  (files: { readonly [path: string]: string | Uint8Array }) =>
  async ({ root }: World): Promise<void> =>
    writeFiles(root, files)

const source = put({ 'src/a.ts': 'full_name\r\nfull_name\r\n', 'src/deep/b.ts': 'const full_name', 'src/c.md': 'full_name' })

/** A directory with a program, bytes that are no text, a link, and a directory with nothing in it. */
async function tree(world: World): Promise<void> {
  await put({ 'old/a.ts': 'a', 'old/bin/run.sh': '#!/bin/sh\n', 'old/blob': new Uint8Array([0, 255, 13, 10]), 'keep/me.ts': '' })(world)
  await chmod(join(world.root, 'old/bin/run.sh'), 0o750)
  await mkdir(join(world.root, 'old/empty'), { mode: 0o700 })
  await symlink('../keep/me.ts', join(world.root, 'old/link'))
}

const writes: readonly StepCase[] = [
  {
    does: 'creates a file in new directories',
    with: { path: 'src/new/deep/f.txt', content: 'hello\n', executable: true },
    scope: { files: ['src/**'] },
    edit: put({ 'src/new/deep/f.txt': 'edited' }),
  },
  {
    does: 'overwrites a file and keeps its mode',
    with: { path: 'run.sh', content: 'echo 2' },
    scope: { files: ['run.sh'] },
    given: async (world) => {
      await put({ 'run.sh': 'echo 1' })(world)
      await chmod(join(world.root, 'run.sh'), 0o750)
    },
    edit: ({ root }) => chmod(join(root, 'run.sh'), 0o700),
  },
]

const replaces: readonly StepCase[] = [
  {
    does: 'replaces a text in all files of the scope',
    with: { find: 'full_name', replace: 'display_name', count: 3 },
    scope: { files: ['src/**/*.ts'] },
    given: source,
    edit: put({ 'src/a.ts': 'edited' }),
    again: 'refused',
  },
  {
    does: 'replaces what a pattern matches',
    with: { paths: ['src'], pattern: '(?<first>\\w+)_(\\w+)$', replace: '$2 $<first>' },
    scope: { files: ['src'] },
    given: source,
    edit: put({ 'src/deep/b.ts': 'edited' }),
  },
]

const copies: readonly StepCase[] = [
  {
    does: 'copies a directory',
    with: { from: 'old', to: 'new/place' },
    scope: { files: ['old', 'new/**'] },
    given: tree,
    edit: put({ 'new/place/a.ts': 'edited' }),
  },
  {
    does: 'copies a file over another one',
    with: { from: 'old/bin/run.sh', to: 'keep/me.ts' },
    scope: { files: ['old/**', 'keep/*'] },
    given: tree,
    edit: put({ 'keep/me.ts': 'edited' }),
  },
]

const moves: readonly StepCase[] = [
  {
    does: 'moves a directory',
    with: { from: 'old', to: 'new/place' },
    scope: { files: ['old', 'new/**'] },
    given: tree,
    edit: put({ 'new/place/bin/run.sh': 'edited' }),
  },
  {
    does: 'renames a link',
    with: { from: 'old/link', to: 'old/renamed' },
    scope: { files: ['old/**'] },
    given: tree,
    edit: put({ 'old/link': 'edited' }),
  },
]

const deletes: readonly StepCase[] = [
  {
    does: 'deletes a directory',
    with: { paths: ['old'] },
    scope: { files: ['old'] },
    given: tree,
    edit: put({ 'old/a.ts': 'edited' }),
  },
  {
    does: 'deletes what patterns match, but for exclusions',
    with: { paths: ['old/**/*.{ts,sh}', 'old/l*', '!old/bin/**'] },
    scope: { files: ['old/**'] },
    given: tree,
    edit: put({ 'old/a.ts': 'edited' }),
  },
]

const checks: readonly StepCase[] = [
  { does: 'finds files', with: { paths: ['src/a.ts', 'src/*.md'] }, scope: { files: ['src'] }, given: source },
  { does: 'finds what files match', with: { matches: '^full_name$' }, scope: { files: ['src/*'] }, given: source },
  { does: 'finds no file', with: { paths: ['src/*.js'], exists: false }, scope: { files: ['src/**'] }, given: source },
]

const workingTree: DriverCase = {
  does: 'keeps files, links and directories',
  config: {},
  scope: ['src/**', '!src/secret'],
  given: async (world) => {
    await source(world)
    await put({ '.git/config': '[remote "origin"]\n  url = https://git.example.com/crm.git\n' })(world)
  },
  write: (session, _world, round) => (session as FilesSession).write('src/a.ts', `round ${round}`),
  state: ({ root }) => JSON.stringify(fileTree(root)),
  edit: put({ 'src/c.md': 'edited' }),
  replace: put({ '.git/config': '[remote "origin"]\n  url = https://git.example.com/shop.git\n' }),
}

conformance(file, {
  drivers: { files: [workingTree] },
  steps: {
    'file/write': writes,
    'file/copy': copies,
    'file/move': moves,
    'file/delete': deletes,
    'file/replace': replaces,
    'file/check': checks,
  },
})
