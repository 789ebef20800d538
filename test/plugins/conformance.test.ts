import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { conformance, type StepCase, type World } from '@backout/core/testing'
import { file } from '@backout/plugins/file'

const put =
  (files: { readonly [path: string]: string }) =>
  async ({ root }: World) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true })
      await writeFile(join(root, path), content)
    }
  }

const source = put({ 'src/a.ts': 'full_name\r\nfull_name\r\n', 'src/deep/b.ts': 'const full_name', 'src/c.md': 'full_name' })

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

conformance(file, { steps: { 'file/write': writes, 'file/replace': replaces } })
