import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { plan } from '../support/cli.ts'
import { git } from '../support/shop.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('README.md: the install puts plan on the PATH', async () => {
  const [built, install] = /```sh install\n([^`]+)```/.exec(readme)?.[1]?.trim().split('\n') ?? []
  assert.equal(built, 'npm ci && npm run build', 'which came before this test')
  const prefix = await mkdtemp(join(tmpdir(), 'backout-prefix-'))
  try {
    const [program, ...args] = install!.split(' ')
    await execa(program!, args, { cwd: root, env: { npm_config_prefix: prefix } })
    const { stdout } = await execa('plan', ['--version'], { cwd: prefix, env: { PATH: `${join(prefix, 'bin')}:${process.env['PATH']}` } })
    assert.match(stdout, /^backout\//)
  } finally {
    await rm(prefix, { recursive: true, force: true })
  }
})

test('README.md: the first plan works as it is written', async () => {
  const commands = /```sh plan\n([^`]+)```/.exec(readme)?.[1]?.trim().split('\n') ?? []
  assert.ok(commands.length > 5, 'the block of commands is there')
  const repository = await mkdtemp(join(tmpdir(), 'backout-readme-'))
  try {
    await git(repository, ['init', '--quiet'])
    for (const command of commands) {
      const [program, ...args] = command.split(' ')
      assert.equal(program, 'plan')
      const { exitCode, stdout, stderr } = await plan(repository, args)
      assert.equal(exitCode, 0, `${command}\n${stdout}${stderr}`)
    }
  } finally {
    await rm(repository, { recursive: true, force: true })
  }
})

test('README.md: the steps on a database and a service validate in the plan that plan init writes', async () => {
  const repository = await mkdtemp(join(tmpdir(), 'backout-readme-'))
  const put = (path: string, from: string, label: string): void => {
    const [head] = readFileSync(join(repository, path), 'utf8').split(from)
    const block = new RegExp(`\`\`\`yaml ${label}\\n([^\`]+)\`\`\``).exec(readme)
    writeFileSync(join(repository, path), `${head}${block![1]}`)
  }
  try {
    await git(repository, ['init', '--quiet'])
    await plan(repository, ['init', 'tidy-up'])
    put('backout.yaml', 'environments:', 'backout.yaml')
    put('plans/tidy-up/plan.yaml', 'scope:', 'plan')
    const { exitCode, stdout, stderr } = await plan(repository, ['validate', '--strict'])
    assert.equal(exitCode, 0, stdout + stderr)
  } finally {
    await rm(repository, { recursive: true, force: true })
  }
})

interface Manifest {
  readonly commands: { readonly [name: string]: { readonly flags: object } }
}

for (const page of ['README.md', 'docs/operations.md', 'docs/sign-offs.md'])
  test(`${page}: every command it lists exists, and has the flags it is shown with`, () => {
    const { commands } = JSON.parse(readFileSync(join(root, 'packages/cli/oclif.manifest.json'), 'utf8')) as Manifest
    const text = readFileSync(join(root, page), 'utf8')
    const calls = [...text.matchAll(/(?:`|^\$? ?|&& )plan ([a-z]+)([^`\n#]*)/gm)]
    assert.ok(calls.length > 3)
    for (const [call, name, rest] of calls) {
      const command = commands[name!]
      assert.ok(command, call)
      for (const [, flag] of rest!.matchAll(/--([a-z-]+)/g)) assert.ok(Object.hasOwn(command.flags, flag!), call)
    }
  })

test('README.md: every page it links to is there', () => {
  const pages = [...readme.matchAll(/\]\((docs\/[^)#]+)/g)].map(([, page]) => page!)
  assert.deepEqual(
    pages.filter((page) => !existsSync(join(root, page))),
    [],
  )
})

test('docs/operations.md: what CI runs does all that is pending', async () => {
  const lines = /```sh ci\n([^`]+)```/
    .exec(readFileSync(join(root, 'docs/operations.md'), 'utf8'))![1]!
    .trim()
    .split('\n')
  const repository = await mkdtemp(join(tmpdir(), 'backout-readme-'))
  try {
    await git(repository, ['init', '--quiet'])
    await plan(repository, ['init'])
    writeFileSync(join(repository, 'backout.yaml'), 'apiVersion: backout/v1\nkind: Project\nenvironments: { production: {} }\n')
    for (const line of lines) {
      const { exitCode, stderr } = await plan(repository, line.split(' ').slice(1))
      assert.equal(exitCode, 0, stderr)
    }
  } finally {
    await rm(repository, { recursive: true, force: true })
  }
})
