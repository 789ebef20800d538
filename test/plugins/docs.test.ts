import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Plugin } from '@backout/core/plugin'
import { breachesOf, conformance, type StepCase, type World } from '@backout/core/testing'
import { http } from '@backout/plugins/http'
import { sql } from '@backout/plugins/sql'
import { plan } from '../support/cli.ts'
import { commitAll } from '../support/git-tree.ts'
import { writeFiles } from '../support/write-files.ts'

const guide = await readFile(new URL('../../docs/plugins.md', import.meta.url), 'utf8')

/** The code blocks of docs/plugins.md that say which file they are. */
const blocks = new Map([...guide.matchAll(/<!-- test: (\S+) -->\n```\w+\n(.*?)```/gs)].map((match) => [match[1]!, match[2]!]))

/** A repository in a temporary folder with the files of the guide, in which the packages are installed. */
const root = await realpath(await mkdtemp(join(tmpdir(), 'backout-guide-')))
writeFiles(root, Object.fromEntries([...blocks].filter(([path]) => path !== 'commands')))
await mkdir(join(root, 'node_modules'))
await symlink(new URL('../../node_modules/@backout', import.meta.url).pathname, join(root, 'node_modules/@backout'))
await mkdir(join(root, 'config'))
await writeFile(join(root, 'config/.env'), 'PORT=80\nLOG_LEVEL=debug\n')
await writeFile(join(root, '.gitignore'), 'node_modules\n')
await writeFile(
  join(root, 'backout.yaml'),
  'apiVersion: backout/v1\nkind: Project\nplugins: [./tools/dotenv.mjs]\nplans: ["plans/*.plan.yaml"]\n',
)
after(() => rm(root, { recursive: true, force: true }))

const variables = (): Promise<string> => readFile(join(root, 'config/.env'), 'utf8')

describe('docs/plugins.md', () => {
  test('shows a complete step type in under 40 lines', () => {
    const lines = blocks.get('tools/dotenv.mjs')!.trimEnd().split('\n')
    assert.ok(lines.length < 40, `${lines.length} lines`)
  })

  test('installs and runs that very file as a plugin, and takes it back', async () => {
    await commitAll(root)
    const commands = blocks
      .get('commands')!
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('plan '))
    const seen: string[] = []
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await plan(root, command.split(' ').slice(1))
      assert.equal(exitCode, 0, `${command}: ${exitCode}\n${stdout}\n${stderr}`)
      seen.push(await variables())
      // The manifest is committed with the plugin.
      if (command.includes('--write')) await commitAll(root, 'Manifest')
    }
    const [old, quiet] = ['PORT=80\nLOG_LEVEL=debug\n', 'PORT=80\nLOG_LEVEL=warn\n']
    assert.deepEqual(seen, [old, old, old, quiet, old])
  })

  for (const [path, passed] of [
    ['tools/dotenv.test.mjs', /dotenv\/set changes a variable/],
    ['tools/kv.test.mjs', /kv\/append appends to several values[^]*driver kv keeps values/],
  ] as const)
    test(`shows a conformance test that passes: ${path}`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=backout-source', '--test', join(root, path)], {
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: tmpdir() },
      })
      assert.match(stdout, /fail 0/)
      assert.match(stdout, passed)
    })
})

describe('the example on databases of docs/plugins.md', () => {
  const given = ({ root }: World): void => {
    using database = new DatabaseSync(join(root, 'crm.db'))
    database.exec('create table customers (id integer primary key, tier text)')
    for (const id of [1, 2, 5, 8, 9]) database.exec(`insert into customers values (${id}, null)`)
  }
  const edit = ({ root }: World): void => {
    using database = new DatabaseSync(join(root, 'crm.db'))
    database.exec(`update customers set tier = 'gold' where id = 5`)
  }

  test('is a plugin that passes the conformance suite on SQLite', async () => {
    const fill = ((await import(pathToFileURL(join(root, 'tools/fill.mjs')).href)) as { readonly default: Plugin }).default
    const input = { connection: 'crm', table: 'customers', key: 'id', column: 'tier', value: "'standard'", rows: 2 }
    const one: StepCase = {
      does: 'fills two rows at a time',
      with: input,
      scope: { databases: { crm: ['customers'] } },
      connections: { 'databases.crm': { driver: 'sqlite', config: { file: 'crm.db' } } },
      again: 'repeats',
      given,
      edit,
      afterwards: (_world, output) => assert.deepEqual(output, { rows: 5 }),
    }
    assert.deepEqual(await breachesOf(fill, { plugins: [sql], steps: { 'fill/column': [one] } }), [])
  })
})

describe('the second example of docs/plugins.md', () => {
  let text = 'All is well'
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT')
      text = (JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()) as { readonly text: string }).text
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ text }))
  })
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  after(() => server.close())
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  test('is a plugin that passes the conformance suite', async () => {
    const notice = ((await import(pathToFileURL(join(root, 'tools/notice.mjs')).href)) as { readonly default: Plugin }).default
    const undocumented = notice.steps.map(({ uses }) => uses)
    assert.deepEqual(undocumented, ['notice/post'])
    registered(notice)
  })

  const registered = (notice: Plugin): void =>
    conformance(notice, {
      plugins: [http],
      steps: {
        'notice/post': [
          {
            does: 'shows a notice',
            with: { connection: 'status', text: 'Moving' },
            scope: { services: { status: ['PUT /notice', 'GET /notice'] } },
            connections: () => ({ 'services.status': { driver: 'http', config: { baseUrl: url() } } }),
            given: () => {
              text = 'All is well'
            },
            edit: () => {
              text = 'Somebody was here'
            },
            fingerprint: () => text,
          },
        ],
      },
    })
})
