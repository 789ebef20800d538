import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { execa } from 'execa'
import { parse } from 'yaml'
import { repository } from '../cli/repository.ts'
import { fileTree } from '../support/file-tree.ts'
import { block, page, succeed } from './pages.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')
const readme = page('README.md')

test('README.md: the install puts plan on the PATH', async (t) => {
  const [built, install] = block(readme, 'sh install').trim().split('\n')
  assert.equal(built, 'npm ci && npm run build', 'which came before this test')
  const prefix = temporaryFolder(t)
  const [program, ...args] = install!.split(' ')
  await execa(program!, args, { cwd: root, env: { npm_config_prefix: prefix } })
  const { stdout } = await execa('plan', ['--version'], { cwd: prefix, env: { PATH: `${join(prefix, 'bin')}:${process.env['PATH']}` } })
  assert.match(stdout, /^backout\//)
})

test('README.md: the first plan works as it is written', async (t) => {
  const commands = block(readme, 'sh plan').trim().split('\n')
  assert.ok(commands.length > 5, 'the block of commands is there')
  await succeed(repository(t), commands)
})

const project = block(readme, 'yaml backout.yaml')
const tiers = block(readme, 'yaml plans/tiers/plan.yaml')

test('README.md: the plan on a database is previewed, run and rolled back as it is written', async (t) => {
  const repo = repository(t, { 'backout.yaml': project, 'plans/tiers/plan.yaml': tiers })
  const before = fileTree(repo.root)
  await succeed(repo, ['plan validate --strict', 'plan preview tiers'])
  assert.deepEqual(fileTree(repo.root), before, 'a preview changes nothing')
  await succeed(repo, ['plan run tiers', 'plan rollback tiers'])
  assert.deepEqual(fileTree(repo.root, ['crm.db']), before)
})

test('README.md: the plan on a database undoes itself where its check fails, with exit status 1', async (t) => {
  const failing = tiers.replace(/assert: .*/, /`(assert: [^`]+)`/.exec(readme)![1]!)
  assert.notEqual(failing, tiers)
  const repo = repository(t, { 'backout.yaml': project, 'plans/tiers/plan.yaml': failing })
  const before = fileTree(repo.root)
  assert.equal((await repo.plan(['run', 'tiers'])).exitCode, 1)
  assert.deepEqual(fileTree(repo.root, ['crm.db']), before)
})

test('README.md: the step on a service validates with the connection and the scope that it is shown with', async (t) => {
  const [, connection] = /`(flags: \{ driver: [^`]+)`/.exec(readme)!
  const [, services] = /`(services: \{[^`]+)`/.exec(readme)!
  const repo = repository(t, {
    'backout.yaml': `${project}      ${connection}\n`,
    'plans/tiers/plan.yaml': tiers
      .replace('  files: [', `  ${services}\n  files: [`)
      .replace('successCriteria:', `${block(readme, 'yaml step')}successCriteria:`),
  })
  await succeed(repo, ['plan validate --strict'])
})

interface Manifest {
  readonly commands: { readonly [name: string]: { readonly flags: object } }
}

for (const path of ['README.md', 'docs/operations.md', 'docs/from-other-tools.md', 'docs/sign-offs.md', 'docs/plugins.md'])
  test(`${path}: every command it lists exists, and has the flags it is shown with`, () => {
    const { commands } = JSON.parse(page('packages/cli/oclif.manifest.json')) as Manifest
    const calls = [...page(path).matchAll(/(?:`|^\$? ?|&& )plan ([a-z]+)([^`\n#]*)/gm)]
    assert.ok(calls.length > 0)
    for (const [call, name, rest] of calls) {
      const command = commands[name!]
      assert.ok(command, call)
      for (const [, flag] of rest!.matchAll(/--([a-z-]+)/g)) assert.ok(Object.hasOwn(command.flags, flag!), call)
    }
  })

test('README.md and docs: every file and heading of the repository that a page links to is there', () => {
  const links = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].flatMap((path) =>
    [...page(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([link, target, heading]) => {
      const file = target ? join(dirname(path), target) : path
      return { link: `${path}: ${link}`, file, heading }
    }),
  )
  assert.ok(links.length > 10)
  const isThere = ({ file, heading }: (typeof links)[number]): boolean =>
    existsSync(join(root, file)) && (heading === undefined || headingsOf(page(file)).includes(heading))
  assert.deepEqual(
    links.filter((each) => !isThere(each)).map(({ link }) => link),
    [],
  )
})

test('docs/operations.md: what CI runs does all that is pending', async (t) => {
  const repo = repository(t)
  await repo.plan(['init'])
  repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nenvironments: { production: {} }\n')
  await succeed(repo, block(page('docs/operations.md'), 'sh ci').trim().split('\n'))
})

test('docs/operations.md: the workflow runs commands that end well', async (t) => {
  const repo = repository(t)
  await repo.plan(['init'])
  repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nenvironments: { production: {} }\n')
  const { jobs } = parse(block(page('docs/operations.md'), 'test: workflow')) as Workflow
  const calls = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => /^npx --no -- (.*)/.exec(run ?? '')?.[1] ?? []))
  assert.equal(calls.length, 2)
  await succeed(repo, calls)
})

interface Workflow {
  readonly jobs: { readonly [job: string]: { readonly steps: readonly { readonly run?: string }[] } }
}

test('docs/operations.md: a run is undone at once', async (t) => {
  const repo = repository(t)
  await repo.plan(['init', 'tidy-up'])
  repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nenvironments: { production: {} }\n')
  const before = fileTree(repo.root)
  await succeed(repo, ['plan run tidy-up --env production --yes'])
  for (const command of block(page('docs/operations.md'), 'test: undo').trim().split('\n'))
    assert.equal((await repo.typed(command.replace('PLAN', 'tidy-up'))).exitCode, 0, command)
  assert.deepEqual(fileTree(repo.root), before)
})

test('docs/from-other-tools.md: its plans run in their order, and are rolled back in the other', async (t) => {
  const tools = page('docs/from-other-tools.md')
  const paths = [...tools.matchAll(/^```(\w+ (plans\/.*))$/gm)]
  assert.equal(paths.length, 4)
  const repo = repository(t, {
    'backout.yaml': project,
    ...Object.fromEntries(paths.map(([, words, path]) => [path!, block(tools, words!)])),
  })
  const database = new DatabaseSync(join(repo.root, 'crm.db'))
  database.exec('create table customers (id integer primary key, name text)')
  await succeed(repo, block(tools, 'sh split').trim().split('\n'))
  assert.deepEqual(database.prepare('select sql from sqlite_schema').all().length, 1)
  database.close()
})

/** The headings of a page, as links name them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
}
