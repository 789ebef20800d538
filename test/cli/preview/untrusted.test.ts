import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test, type TestContext } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

const plugin = (marker: string): string => `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(marker)}, 'loaded')
const greet = {
  uses: 'demo/greet', summary: 'Writes a greeting', formats: [1], output: {},
  input: {
    type: 'object', additionalProperties: false, required: ['path'],
    properties: { path: { type: 'string', description: 'Where to', examples: ['out/hello.txt'], 'x-backout': { touch: { resource: 'files', access: 'write' } } } },
  },
  describe: ({ path }) => ({ effect: 'write', guarantee: 'idempotent', touches: [{ resource: 'files', part: path, access: 'write' }], undo: { kind: 'none', reason: 'a demo' } }),
  async *changes(input) { yield { unit: input, title: input.path + ': a greeting', touches: [{ resource: 'files', part: input.path, access: 'write' }] } },
  async apply({ path }, context) { await (await context.session('files')).write(path, 'hello from a plugin'); return { result: null } },
  async finish() { return null },
}
export default { name: 'demo', version: '1.0.0', steps: [greet], drivers: [] }
`

const greets =
  '- id: greet\n  uses: demo/greet\n  with: { path: out/hello.txt }\n  rollback: { uses: file/delete, with: { paths: [out/hello.txt] } }\n'

describe('A plan from a pull request', { concurrency: 4 }, () => {
  test('Law: is validated, shown and previewed without running the code of its plugins', async (t) => {
    const { repo, marker } = await withPlugin(t)
    for (const args of [['validate'], ['show', 'a'], ['preview', 'a'], ['schema'], ['plugins'], ['status']]) {
      const { exitCode, stdout, stderr } = await repo.plan(args)
      assert.equal(exitCode, 0, `plan ${args.join(' ')}: ${stdout}${stderr}`)
      assert.equal(existsSync(marker), false, `plan ${args.join(' ')} ran the plugin`)
    }
    const { value } = await repo.json<{ readonly steps: readonly { readonly result: string; readonly why?: string }[] }>(['preview', 'a'])
    assert.equal(value.steps[0]!.result, 'unknown')
    assert.match(value.steps[0]!.why!, /--allow-plugins/)
    assert.match((await repo.plan(['preview', 'a'])).stdout, /Next: plan preview a --allow-plugins$/m)
  })

  test('is previewed with the code of its plugins where the reader allows it', async (t) => {
    const { repo, marker } = await withPlugin(t)
    const { value } = await repo.json<{ readonly steps: readonly { readonly result: string }[] }>(['preview', 'a', '--allow-plugins'])
    assert.equal(value.steps[0]!.result, 'changes')
    assert.equal(existsSync(marker), true)
    assert.equal(existsSync(join(repo.root, 'out/hello.txt')), false)
  })

  test('is covered by plan schema, third-party steps included', async (t) => {
    const { repo } = await withPlugin(t)
    assert.match((await repo.plan(['schema'])).stdout, /demo\/greet/)
  })

  test('runs, and is rolled back, with the code of its plugins', async (t) => {
    const { repo } = await withPlugin(t)
    const run = await repo.plan(['run', 'a'])
    assert.equal(run.exitCode, 0, run.stdout + run.stderr)
    assert.equal(repo.read('out/hello.txt'), 'hello from a plugin')
    const back = await repo.plan(['rollback'])
    assert.equal(back.exitCode, 0, back.stdout + back.stderr)
    assert.equal(existsSync(join(repo.root, 'out/hello.txt')), false)
  })

  test('is refused where a plugin is not what its manifest was written for', async (t) => {
    const { repo, marker } = await withPlugin(t)
    repo.write('tools/demo.mjs', `${repo.read('tools/demo.mjs')}// changed`)
    for (const args of [
      ['run', 'a'],
      ['preview', 'a', '--allow-plugins'],
    ])
      assert.equal((await repo.json(args)).exitCode, 2)
    assert.equal(existsSync(marker), false)
    const { exitCode, value } = await repo.json<{
      readonly diagnostics: readonly { readonly code: string; readonly file: string; readonly line: number }[]
    }>(['validate'])
    assert.deepEqual(
      [exitCode, value.diagnostics[0]?.code, value.diagnostics[0]?.file, value.diagnostics[0]?.line],
      [2, 'unusable-plugin', 'backout.yaml', 3],
    )
  })

  test('reaches no host that the reader did not allow', async (t) => {
    const calls: string[] = []
    const server = createServer((socket) => {
      calls.push('connection')
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const asks = '- id: asks\n  uses: http/request\n  with: { connection: api, path: /health }\n  assert: outputs.status == 200\n'
    const text = planText('a', asks).replace('files: ["out/**"]', 'services: { api: ["GET /health"] }')
    const repo = repository(t, {
      'backout.yaml':
        'apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { api: { driver: http, baseUrl: "https://flags.example.com" } } } }\n',
      'plans/a.plan.yaml': text,
    })
    const { exitCode, value } = await repo.json<{
      readonly steps: readonly { readonly result: string; readonly why: string }[]
      readonly notLookedUp: readonly { readonly resource: string }[]
    }>(['preview', 'a'])
    assert.equal(exitCode, 0)
    assert.deepEqual([value.steps[0]!.result, value.notLookedUp.map(({ resource }) => resource)], ['unknown', ['services.api']])
    assert.match(value.steps[0]!.why, /flags\.example\.com/)
    assert.match((await repo.plan(['preview', 'a'])).stdout, /Not looked up services\.api: .*--allow-host flags\.example\.com/)
    for (const args of [['validate'], ['show', 'a']]) assert.equal((await repo.plan(args)).exitCode, 0)
    assert.deepEqual(calls, [])
  })

  for (const [what, connection] of [
    ['on a host', '{ driver: postgres, url: "postgres://reader@192.0.2.1/app", connectTimeout: 1s }'],
    ['on a host behind what looks like an expression', '{ driver: postgres, url: "postgres://r:$${{@192.0.2.1/app", connectTimeout: 1s }'],
    ['in a file', '{ driver: sqlite, file: ../beside.db }'],
  ] as const)
    test(`opens no database ${what} that the reader did not allow, also for a query that touches nothing in it`, async (t) => {
      const asks = '- id: q\n  uses: sql/query\n  with: { connection: db, sql: select 1 as one }\n'
      const repo = repository(t, {
        'backout.yaml': `apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { db: ${connection} } } }\n`,
        'plans/a.plan.yaml': planText('a', asks).replace('files: ["out/**"]', 'databases: { db: [words] }'),
      })
      const { value } = await repo.json<{
        readonly steps: readonly { readonly result: string }[]
        readonly notLookedUp: readonly { readonly resource: string }[]
      }>(['preview', 'a'])
      const refused = value.notLookedUp.map(({ resource }) => resource)
      assert.deepEqual([value.steps.map(({ result }) => result), refused], [['unknown'], ['databases.db']])
    })

  for (const { how, file, allow, link } of [
    { how: 'beside it', file: '../BESIDE/secret.db', allow: '../BESIDE/secret.db' },
    { how: 'beside it, in an allowed folder', file: '../BESIDE/secret.db', allow: '../BESIDE' },
    { how: 'at an absolute path', file: 'ABSOLUTE/secret.db', allow: '../BESIDE/secret.db' },
    { how: 'behind a link', file: 'data/app.db', link: 'data/app.db', allow: '../BESIDE/secret.db' },
    { how: 'in a folder behind a link', file: 'data/secret.db', link: 'data', allow: '../BESIDE/secret.db' },
    { how: 'with a log behind a link', file: 'app.db', link: 'app.db-wal', allow: '../BESIDE' },
  ]) {
    test(`reads no database ${how} that the reader did not allow`, async (t) => {
      const asks = '- id: q\n  uses: sql/query\n  with: { connection: db, sql: select word from words }\n  assert: outputs.value == 1\n'
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', asks).replace('files: ["out/**"]', 'databases: { db: [words] }') })
      const beside = `${repo.root}-beside`
      const placed = (path: string): string => path.replace('BESIDE', basename(beside)).replace('ABSOLUTE', beside)
      const secret = join(beside, 'secret.db')
      mkdirSync(beside)
      t.after(() => rmSync(beside, { recursive: true, force: true }))
      mkdirSync(dirname(join(repo.root, link ?? 'x')), { recursive: true })
      for (const path of [secret, ...(how.startsWith('with a log') ? [join(repo.root, 'app.db')] : [])]) {
        using db = new DatabaseSync(path)
        db.exec("create table words (word); insert into words values ('sesame')")
      }
      if (link !== undefined) symlinkSync(link === 'data' ? beside : secret, join(repo.root, link))
      repo.write(
        'backout.yaml',
        `apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { db: { driver: sqlite, file: "${placed(file)}" } } } }\n`,
      )
      const { stdout } = await repo.plan(['preview', 'a'])
      assert.doesNotMatch(stdout, /sesame|does not hold/)
      assert.match(stdout, /Not looked up databases\.db: .* is not in this repository \(--allow-file /)
      const allowed = await repo.plan(['preview', 'a', '--allow-file', placed(allow)])
      assert.match(allowed.stdout, /outputs\.value == 1 does not hold/)
    })
  }

  for (const [driver, connection, uses, scope] of [
    ['http', 'baseUrl: "https://127.0.0.1:9", retries: 0', 'http/request\n  with: { connection: it }', 'services: { it: ["GET /"] }'],
    [
      'postgres',
      'url: "postgres://me@127.0.0.1:9/app"',
      'sql/query\n  with: { connection: it, sql: select 1 as one }',
      'databases: { it: [t] }',
    ],
  ] as const)
    test(`reads no key for ${driver} that the reader did not allow`, async (t) => {
      const connections = `it: { driver: ${driver}, ${connection}, tls: { cert: "-----BEGIN CERTIFICATE-----", key: ../secret.pem } }`
      const repo = repository(t, {
        'backout.yaml': `apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { ${connections} } } }\n`,
        'plans/a.plan.yaml': planText('a', `- id: q\n  uses: ${uses}\n`).replace('files: ["out/**"]', scope),
      })
      const { stdout } = await repo.plan(['preview', 'a'])
      assert.match(
        stdout,
        /Not looked up \w+\.it: \.\.\/secret\.pem is not in this repository \(--allow-file \.\.\/secret\.pem allows it\)/,
      )
      const allowed = await repo.plan(['preview', 'a', '--allow-file', '../secret.pem'])
      assert.match(allowed.stdout, /Cannot read "\.\.\/secret\.pem" as tls\.key/)
    })

  test('shows no file from outside the repository', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', '- id: q\n  uses: sql/query\n  with: { connection: db, sql: select 1 }\n').replace(
        'files: ["out/**"]',
        'databases: { db: [x] }',
      ),
    })
    repo.write(
      'plans/a.plan.yaml',
      repo
        .read('plans/a.plan.yaml')
        .replace(
          'uses: sql/query\n    with: { connection: db, sql: select 1 }',
          'uses: sql/execute\n    with: { connection: db, file: ../../../../../../etc/hostname }',
        ),
    )
    const { exitCode } = await repo.json(['show', 'a'])
    assert.equal(exitCode, 2)
  })
})

describe('plan preview', { concurrency: 4 }, () => {
  test('writes nothing, and shows each change as a diff', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', writes('one') + writes('two', 'out/one.txt', 'again')),
      'out/one.txt': 'before\n',
    })
    const { exitCode, stdout } = await repo.plan(['preview', 'a'])
    assert.equal(exitCode, 0)
    for (const line of ['-before', '+one', '-one', '+again']) assert.ok(stdout.includes(`\n${line}\n`), `${line} in ${stdout}`)
    assert.equal(repo.git('status', '--porcelain'), '')
    assert.equal(existsSync(join(repo.root, '.backout')), false)
  })

  test('shows three hunks a step, and all of them with --full', async (t) => {
    const lines = Array.from({ length: 200 }, (_, index) => (index % 20 === 0 ? 'old' : `line ${index}`)).join('\n')
    const replaces = '- id: replaces\n  uses: file/replace\n  with: { paths: ["out/*.txt"], find: old, replace: new }\n'
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', replaces), 'out/one.txt': lines })
    const [short, full] = [await repo.plan(['preview', 'a']), await repo.plan(['preview', 'a', '--full'])]
    assert.deepEqual([short.stdout.match(/^@@/gm)?.length, full.stdout.match(/^@@/gm)?.length], [3, 10])
    assert.match(short.stdout, /7 more hunks \(--full shows all\)/)
  })

  for (const [out, why] of [
    ['nowhere/preview.txt', /there is no folder ".*nowhere"/],
    ['plans', /it is a folder/],
    ['-', /it does not stand for stdout/],
  ] as const)
    test(`--out ${out} is refused before anything is looked at`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': 'no plan at all' })
      const { exitCode, stderr } = await repo.plan(['preview', 'a', '--out', out])
      assert.equal(exitCode, 2)
      assert.match(stderr, why)
    })

  test('--out writes it to a file', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    assert.match((await repo.plan(['preview', 'a', '--out', 'preview.txt'])).stdout, /^Wrote preview\.txt/)
    assert.match(repo.read('preview.txt'), /\+one/)
  })

  test('masks secrets', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/one.txt', 'token ${{ secrets.TOKEN }}')) })
    const { stdout } = await repo.plan(['preview', 'a'], { TOKEN: 'hunter2-hunter2' })
    assert.match(stdout, /\+token /)
    assert.doesNotMatch(stdout, /hunter2/)
  })

  test('exits with 1 where a run would certainly fail', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', '- id: there\n  uses: file/check\n  with: { paths: [out/x], exists: true }\n'),
    })
    const { exitCode, value } = await repo.json(['preview', 'a'])
    assert.deepEqual([exitCode, value['wouldFail']], [1, true])
  })
})

async function withPlugin(t: Parameters<typeof repository>[0]) {
  const repo = repository(t, {
    'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nplugins: [./tools/demo.mjs]\n',
    'plans/a.plan.yaml': planText('a', greets),
    'out/.keep': '',
  })
  const marker = join(repo.root, '.git/plugin-was-loaded')
  repo.write('tools/demo.mjs', plugin(marker))
  const { value, exitCode } = await repo.json<{ readonly written: readonly { readonly path: string }[] }>(['plugins', '--write'])
  assert.deepEqual([exitCode, value.written.map(({ path }) => path)], [0, ['tools/demo.backout-plugin.json']])
  assert.equal(existsSync(marker), true)
  rmSync(marker)
  return { repo, marker }
}

for (const { what, link, args } of [
  { what: 'a plan that is a link', link: 'plans/a.plan.yaml', args: ['validate'] },
  { what: 'a plan behind a link, by its path', link: 'plans/a.plan.yaml', args: ['show', 'plans/a.plan.yaml'] },
  { what: 'a backout.yaml that is a link', link: 'backout.yaml', args: ['validate'] },
])
  test(`${what} out of the repository shows nothing of what is there`, async (t) => {
    const repo = repository(t)
    const outside = repository(t, { 'credentials.plan.yaml': 'token: hunter2-hunter2\n' })
    mkdirSync(join(repo.root, 'plans'))
    symlinkSync(join(outside.root, 'credentials.plan.yaml'), join(repo.root, link))
    const { exitCode, stdout, stderr } = await repo.plan(args)
    assert.deepEqual([exitCode, /hunter2/.test(stdout + stderr)], [2, false])
    assert.match(stderr, new RegExp(`Cannot read "${link}": it is a link that leads out of the repository`))
  })

test('A run whose record came with a commit is not gone on with, until somebody vouches for it', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': planText('a', `${writes('one')}- { id: waits, uses: core/wait, with: { for: 1h } }\n`),
  })
  const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a'])
  repo.git('add', '--force', '.backout')
  repo.git('commit', '-qm', 'with a record')
  for (const [command, env] of [
    ['resume', {}],
    ['rollback', { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }],
  ] as const) {
    const { exitCode, error } = await repo.json([command, value.runs[0]!.run], env)
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(error.hint!, /git rm -r --cached/)
  }
  assert.equal(repo.read('out/one.txt'), 'one')
  repo.git('rm', '-rq', '--cached', '.backout')
  assert.equal((await repo.json(['rollback', value.runs[0]!.run])).exitCode, 0)
})

test('Nothing is taken for applied because of a record that came with a commit, until somebody vouches for it', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': planText('a', writes('one')),
    'plans/b.plan.yaml': planText('b', writes('two')).replace('name: b', 'name: b, after: [a]'),
  })
  const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a'])
  repo.git('add', '--force', '.backout')
  repo.git('commit', '-qm', 'with a record')
  for (const plan of ['a', 'b', 'plans']) {
    const { exitCode, error } = await repo.json(['run', plan])
    const message = `Cannot take plan "a" for applied by run "${value.runs[0]!.run}": its record is under version control, where anybody may have written it`
    assert.deepEqual([exitCode, error?.message], [2, message], plan)
  }
  repo.git('rm', '-rq', '--cached', '.backout')
  assert.equal((await repo.json(['run', 'plans'])).exitCode, 0)
})

test('A run whose record came with a commit is not gone on with, though what came with it keeps git from telling so', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': planText('a', `- { id: waits, uses: core/wait, with: { for: 1h } }\n${writes('one')}`),
  })
  const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a'])
  for (const [path, text] of [
    ['HEAD', 'ref: refs/heads/main\n'],
    ['objects/x', ''],
    ['refs/x', ''],
  ] as const)
    repo.write(`.backout/${path}`, text)
  repo.git('add', '--force', '.backout')
  repo.git('commit', '-qm', 'with a record')
  for (const command of ['resume', 'rollback']) {
    const { exitCode, error } = await repo.json([command, value.runs[0]!.run])
    assert.deepEqual([exitCode, error?.code], [2, 'refused'], command)
    assert.match(error.message, /git does not tell whether its record is under version control: .*cannot use bare repository/)
  }
})

for (const { link, to, runs = '' } of [
  { link: '.backout', to: 'records' },
  { link: '.backout/runs', to: '../records' },
  { link: '.backout', to: 'records', runs: 'runs: kept/runs\n' },
  { link: '.backout/runs/.claims', to: '../../records' },
  { link: 'kept', to: 'records', runs: 'runs: kept/runs\n' },
]) {
  const files = {
    'backout.yaml': `apiVersion: backout/v1\nkind: Project\n${runs}`,
    'plans/a.plan.yaml': planText('a', writes('one')),
    'records/.keep': '',
  }
  const linked = (t: TestContext) => {
    const repo = repository(t, files)
    mkdirSync(dirname(join(repo.root, link)), { recursive: true })
    symlinkSync(to, join(repo.root, link))
    return repo
  }

  test(`No record is kept or read behind a link that came with a commit: ${link}`, async (t) => {
    const repo = linked(t)
    repo.git('add', '--force', link)
    repo.git('commit', '-qm', 'with a link')
    for (const args of [['validate'], ['preview', 'a'], ['run', 'a'], ['status']]) {
      const { exitCode, error } = await repo.json(args)
      assert.deepEqual([exitCode, error?.code], [2, 'refused'], args.join(' '))
      assert.match(error.message, new RegExp(`"${link}" is a link that is under version control$`))
    }
    assert.deepEqual(readdirSync(join(repo.root, 'records')), ['.keep'])
  })

  test(`Records are kept behind a link of this machine: ${link}`, async (t) => {
    const repo = linked(t)
    assert.equal((await repo.plan(['run', 'a'])).exitCode, 0)
    assert.equal((await repo.plan(['rollback'])).exitCode, 0)
  })
}

test('A folder of runs that lies deeper than any path may be is told soon', async (t) => {
  const repo = repository(t, { 'backout.yaml': `apiVersion: backout/v1\nkind: Project\nruns: ${'a/'.repeat(20_000)}\n` })
  const begun = performance.now()
  assert.equal((await repo.plan(['status'])).exitCode, 1)
  assert.ok(performance.now() - begun < 5000)
})

test('A run is rolled back where only the work tree is there, and its .git leads nowhere', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
  assert.equal((await repo.plan(['run', 'a'])).exitCode, 0)
  rmSync(join(repo.root, '.git'), { recursive: true })
  repo.write('.git', 'gitdir: /nowhere/worktrees/a\n')
  assert.equal((await repo.plan(['rollback'])).exitCode, 0)
})

test('The name of a plan file steers no terminal, and passes for no line of ours', async (t) => {
  const name = 'plans/x\n✔ valid  9 files\n\u001b]0;title\u0007.plan.yaml'
  const repo = repository(t, {
    'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n',
    [name]: planText('x', writes('one').replace('uses', 'use')),
  })
  for (const args of [['validate'], ['status'], ['show', 'x'], ['run', 'plans']]) {
    const { exitCode, stdout, stderr } = await repo.plan(args)
    assert.equal(exitCode, args[0] === 'status' ? 0 : 2)
    assert.doesNotMatch(stdout + stderr, /^✔ valid|[\u001b\u0007]/m, args.join(' '))
  }
})

const reads = (file: string): string => planText('a', `- id: reads\n  uses: sql/execute\n  with: { connection: crm, file: ${file} }\n`)
const connections =
  'apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { crm: { driver: sqlite, file: crm.db } } } }\n'

for (const { what, make } of [
  { what: 'a link to itself', make: (path: string) => symlinkSync('x.sql', path) },
  { what: 'a link to a device', make: (path: string) => symlinkSync('/dev/zero', path) },
  { what: 'a pipe', make: (path: string) => execFileSync('mkfifo', [path]) },
  { what: 'a file of 5 GiB', make: (path: string) => (writeFileSync(path, ''), truncateSync(path, 5 * 2 ** 30)) },
])
  test(`A plan that brings ${what} is told so once, and the file is not read`, async (t) => {
    const repo = repository(t, { 'backout.yaml': connections, 'plans/a.plan.yaml': reads('x.sql') })
    make(join(repo.root, 'plans/x.sql'))
    const { exitCode, value } = await repo.json<{ readonly diagnostics: readonly { readonly code: string }[] }>(['validate'])
    assert.deepEqual([exitCode, value.diagnostics.map(({ code }) => code)], [2, ['missing-file']])
  })

for (const path of ['backout.yaml', 'plans/a.plan.yaml'])
  test(`A ${path} of 5 GiB is refused without being read`, async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    repo.write(path, '')
    truncateSync(join(repo.root, path), 5 * 2 ** 30)
    const { exitCode, value } = await repo.json<{ readonly diagnostics: readonly { readonly code: string }[] }>(['validate'])
    assert.deepEqual([exitCode, value.diagnostics.map(({ code }) => code)], [2, ['yaml-encoding']])
  })
