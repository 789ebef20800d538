import assert from 'node:assert/strict'
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { plan } from '../../support/cli.ts'
import { planText, repository, writes } from '../repository.ts'

interface ValidateJson {
  readonly ok: boolean
  readonly errors: number
  readonly diagnostics: readonly {
    readonly code: string
    readonly file?: string
    readonly line?: number
    readonly column?: number
    readonly suggestion?: string
  }[]
  readonly fixed: readonly { readonly file: string; readonly fixes: readonly string[] }[]
}

describe('plan init', { concurrency: 4 }, () => {
  test('writes a project and a plan that validates, previews, runs and is rolled back', async (t) => {
    const repo = repository(t)
    const { value } = await repo.json(['init', 'hello'])
    assert.deepEqual(value['created'], ['backout.yaml', 'plans/hello/plan.yaml'])
    for (const args of [['validate', '--strict'], ['show', 'hello'], ['preview', 'hello'], ['run', 'hello'], ['rollback']]) {
      const { exitCode, stdout, stderr } = await repo.plan(args)
      assert.equal(exitCode, 0, `plan ${args.join(' ')}: ${stdout}${stderr}`)
    }
  })

  test('overwrites nothing', async (t) => {
    const repo = repository(t, { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n' })
    assert.deepEqual((await repo.json(['init', 'hello'])).value['created'], ['plans/hello/plan.yaml'])
    const { exitCode, error } = await repo.json(['init', 'hello'])
    assert.deepEqual([exitCode, error.hint], [2, 'plan init hello-2'])
    assert.equal((await repo.typed(error.hint!)).exitCode, 0)
    assert.equal((await repo.json(['init', 'hello'])).error.hint, 'plan init hello-3')
  })

  test('refuses a name that is none, and suggests one', async (t) => {
    const { exitCode, error } = await repository(t).json(['init', '../Evil Twin!'])
    assert.deepEqual([exitCode, error.hint], [2, 'plan init evil-twin'])
    assert.equal((await repository(t).json(['init', 'x'.repeat(101)])).error.hint, `plan init ${'x'.repeat(100)}`)
  })

  for (const name of ['true', 'null', '2026', '1.5', '0x1f', '1e3', 'a.b_c--'])
    test(`writes a plan that runs when it is called ${name}`, async (t) => {
      const repo = repository(t)
      assert.equal((await repo.json(['init', name])).exitCode, 0)
      assert.equal((await repo.json(['run', name])).exitCode, 0)
    })

  test('refuses the name of a plan that is somewhere else, and a broken backout.yaml', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    const { exitCode, error } = await repo.json(['init', 'a'])
    assert.deepEqual([exitCode, error.message], [2, 'Cannot write plan "a": "plans/a.plan.yaml" has that name'])
    repo.write('backout.yaml', 'kind: [')
    assert.match((await repo.plan(['init', 'b'])).stderr, /Error: Cannot read the project: /)
    assert.equal(existsSync(join(repo.root, 'plans/b')), false)
  })

  test('refuses a backout.yaml that is a folder', async (t) => {
    const repo = repository(t, { 'backout.yaml/x': '' })
    for (const args of [['init', 'a'], ['status'], ['validate']]) {
      const { exitCode, error } = await repo.json(args)
      assert.deepEqual([exitCode, error.message], [2, 'Cannot read "backout.yaml": it is no plain file'])
    }
  })

  test('says how to preview it where there is no local environment', async (t) => {
    const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { staging: {} }\n'
    const { stdout } = await repository(t, { 'backout.yaml': project }).plan(['init', 'a'])
    assert.match(stdout, /\nNext: plan preview a --env staging$/)
  })

  test('shows from a folder below where the files are', async (t) => {
    const { root } = repository(t, { 'src/a.txt': '' })
    const { stdout } = await plan(join(root, 'src'), ['init', 'hello'])
    assert.match(stdout, /^Wrote \.\.\/backout\.yaml\nWrote \.\.\/plans\/hello\/plan\.yaml\n/)
  })

  test('says of a plan that backout.yaml does not look for how it is named', async (t) => {
    const repo = repository(t, { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nplans: ["migrations/**/*.plan.yaml"]\n' })
    const { stdout } = await repo.plan(['init', 'hello'])
    assert.match(stdout, /does not list it[\s\S]*Next: plan preview plans\/hello\/plan\.yaml/)
  })

  test('fails where a file cannot be written, and says which', async (t) => {
    const repo = repository(t, { plans: 'a file' })
    const { exitCode, error } = await repo.json(['init', 'hello'])
    assert.deepEqual([exitCode, error.code, existsSync(join(repo.root, 'backout.yaml'))], [1, 'failed', false])
    assert.match(error.message, /^Cannot write "plans\/hello\/plan\.yaml": E/)
  })
})

describe('plan validate', { concurrency: 4 }, () => {
  test('checks backout.yaml also where it is named, as by a hook that names what is committed', async (t) => {
    const repo = repository(t, { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n', 'b.plan.yaml': planText('b', writes('two')) })
    repo.write('a.plan.yaml', planText('a', writes('one')))
    const { value } = await repo.json<ValidateJson & { readonly files: readonly string[] }>(['validate', 'backout.yaml', 'a.plan.yaml'])
    assert.deepEqual([value.diagnostics, value.files], [[], ['backout.yaml', 'a.plan.yaml']])
  })

  test('warns where no plan is found', async (t) => {
    const repo = repository(t, { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nplans: [plan/*.yaml]\n' })
    repo.write('plans/a.plan.yaml', planText('a', writes('one')))
    const { diagnostics } = (await repo.json<ValidateJson>(['validate'])).value
    assert.deepEqual(
      diagnostics.map(({ code, line }) => [code, line]),
      [['no-plans', 3]],
    )
    assert.deepEqual((await repo.json<ValidateJson>(['validate', 'plans/a.plan.yaml'])).value.diagnostics, [])
  })

  test('tells of files from where it is called, so that an editor finds them, and in JSON from the root', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one').replace('path:', 'pth:')), 'plans/deep/x': '' })
    const place = async (cwd: string, ...args: readonly string[]) => {
      const { stdout, stderr } = await plan(cwd, args)
      return /^(\S+):\d+:\d+: error/m.exec(stdout + stderr)?.[1]
    }
    assert.equal(await place(repo.root, 'validate'), 'plans/a.plan.yaml')
    for (const args of [['validate'], ['show', 'a']]) assert.equal(await place(join(repo.root, 'plans/deep'), ...args), '../a.plan.yaml')
    assert.equal(await place(tmpdir(), 'validate', '--root', repo.root), relative(tmpdir(), join(repo.root, 'plans/a.plan.yaml')))
    const { value } = await repo.json<{ readonly diagnostics: readonly { readonly file: string }[] }>(['validate'])
    assert.equal(value.diagnostics[0]?.file, 'plans/a.plan.yaml')
  })

  test('leads on to the plan, also where inputs have to be given to it', async (t) => {
    const inputs = 'inputs: { who: { type: string }, size: { type: integer, default: 1 }, here: { type: string } }\n'
    const text = `${planText('a', writes('one'))}${inputs}environments: [{ name: local, inputs: { here: x } }]\n`
    const { stdout } = await repository(t, { 'plans/a.plan.yaml': text }).plan(['validate'])
    assert.match(stdout, /^Next: plan show a$/m)
  })

  test("takes a plan's own environments where backout.yaml declares none, and its connections", async (t) => {
    const connections = 'connections: { flags: { driver: http, baseUrl: "http://127.0.0.1:9" } }'
    const repo = repository(t, {
      'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n',
      'plans/a.plan.yaml': planText('a', writes('one'), `environments: [local, staging]\n${connections}`),
    })
    assert.deepEqual([(await repo.json(['validate'])).exitCode, (await repo.json(['run', 'a', '--env', 'staging'])).exitCode], [0, 0])
  })

  test('ends with the same call again, to repair what can be repaired', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one').replace('file/write', 'file/wriet')) })
    const { stdout } = await repo.plan(['validate', 'plans/a.plan.yaml', '--strict'])
    assert.match(stdout, /\nNext: plan validate plans\/a\.plan\.yaml --strict --fix$/)
  })

  test('shows all that is wrong in all files, each with its line and a caret', async (t) => {
    const repo = repository(t, {
      'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nrunz: x\n',
      'plans/a.plan.yaml': planText('a', writes('one').replace('file/write', 'file/wriet')),
      'plans/b.plan.yaml': 'apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: b }\nsteps: [}\n',
    })
    const { exitCode, stdout } = await repo.plan(['validate'])
    assert.equal(exitCode, 2)
    for (const place of [
      /^backout\.yaml:3:1: error: .*runz/m,
      /^plans\/a\.plan\.yaml:8:\d+: error: .*file\/wriet/m,
      /^plans\/b\.plan\.yaml:4:\d+: error/m,
    ])
      assert.match(stdout, place)
    assert.match(stdout, /^ {2}8 \| .*uses: file\/wriet\n {4}\| +\^{10}$/m)
    assert.match(stdout, /file\/write/)
    assert.match(stdout, /✖ not valid {2}\d errors \(3 files checked\)/)
  })

  test('tells a mistake in backout.yaml once, and not again of each plan that uses what is right there', async (t) => {
    const repo = repository(t, {
      'backout.yaml':
        'apiVersion: backout/v1\nkind: Project\npolicies: []\nenvironments: { local: { connections: { crm: { driver: sqlite, file: a.db } } } }\n',
      'plans/a.plan.yaml': planText('a', writes('one')).replace('"out/**"]', '"out/**"], databases: { crm: [customers] }'),
    })
    const { value } = await repo.json<ValidateJson>(['validate'])
    assert.deepEqual(
      value.diagnostics.map(({ file, code }) => [file, code]),
      [['backout.yaml', 'not-yet']],
    )
  })

  test('tells of no plan that its connections lack where backout.yaml cannot be read, or has them where none belong', async (t) => {
    const plan = planText('a', writes('one')).replace('"out/**"]', '"out/**"], databases: { crm: [customers] }')
    const repo = repository(t, { 'plans/a.plan.yaml': plan })
    const crm = 'crm: { driver: sqlite, file: a.db }'
    for (const [project, code] of [
      ['environments:\n\tlocal: {}\n', 'yaml-tab'],
      [`connections: { ${crm} }\n`, 'unknown-key'],
      [`environments: { local: { ${crm} } }\n`, 'unknown-key'],
    ] as const) {
      repo.write('backout.yaml', `apiVersion: backout/v1\nkind: Project\n${project}`)
      const { value } = await repo.json<ValidateJson>(['validate'])
      assert.deepEqual(
        value.diagnostics.map((each) => `${each.file} ${each.code}`),
        [`backout.yaml ${code}`],
      )
    }
  })

  test('finds a file that a plan names from the root, and writes its path from the plan', async (t) => {
    const step = '- id: one\n  uses: sql/execute\n  with: { connection: crm, file: plans/sql/1.sql }\n  rollback: { none: x }\n'
    const connections = 'connections: { crm: { driver: sqlite, file: a.db } }'
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', step, connections).replace('"out/**"]', '"out/**"], databases: { crm: [t] }'),
      'plans/sql/1.sql': 'drop table t;\n',
    })
    const { value } = await repo.json<ValidateJson>(['validate', '--fix'])
    assert.deepEqual(value.fixed, [{ file: 'plans/a.plan.yaml', fixes: ['Write "sql/1.sql"'] }])
  })

  test('says how backout.yaml is checked to whoever names it as a plan', async (t) => {
    const repo = repository(t, { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n' })
    const { exitCode, stderr } = await repo.plan(['show', 'backout.yaml'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /→ To check backout\.yaml and all plans, name no file: plan validate$/m)
  })

  test('tells at once what is wrong in backout.yaml, in its connections and plugins, and in the plans that it names', async (t) => {
    const project = [
      'apiVersion: backout/v1',
      'kind: Project',
      'plans: [migrations/*.plan.yaml]',
      'plugins: [./nowhere.mjs]',
      'foo: 1',
      'environments: { local: { connections: { crm: { driver: sqlite, flie: crm.db } } } }',
    ]
    const plan = planText('a', '- id: one\n  uses: nowhere/thing\n')
    const repo = repository(t, { 'backout.yaml': `${project.join('\n')}\n`, 'migrations/a.plan.yaml': plan })
    const { value } = await repo.json(['validate'])
    const told = (value as unknown as ValidateJson).diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`)
    assert.deepEqual(told, [
      'backout.yaml:4 unusable-plugin',
      'backout.yaml:5 unknown-key',
      'backout.yaml:6 unknown-key',
      `migrations/a.plan.yaml:${plan.split('\n').findIndex((line) => line.includes('nowhere/')) + 1} unknown-step-type`,
    ])
    assert.match((value as unknown as ValidateJson).diagnostics.at(-1)!.suggestion!, /^It may be of "\.\/nowhere\.mjs"/)
  })

  test('takes a step type that looks like another one for one of a plugin that cannot be used', async (t) => {
    const plan = planText('a', '- id: one\n  uses: mysql/query\n- id: two\n  uses: file/writ\n')
    const project = 'apiVersion: backout/v1\nkind: Project\nplans: [migrations/*.plan.yaml]\nplugins: [./nowhere.mjs]\n'
    const repo = repository(t, { 'backout.yaml': project, 'migrations/a.plan.yaml': plan })
    const { value } = await repo.json(['validate'])
    const types = (value as unknown as ValidateJson).diagnostics.filter(({ code }) => code === 'unknown-step-type')
    const told = types.map(({ suggestion }) => suggestion)
    assert.deepEqual(told, ['It may be of "./nowhere.mjs", which cannot be used as it is', 'Did you mean "file/write"?'])
  })

  test('gives the same as JSON', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one').replace('file/write', 'file/wriet')) })
    const { exitCode, value } = await repo.json<ValidateJson>(['validate', 'a'])
    assert.deepEqual([exitCode, value.ok, value.errors], [2, false, 1])
    const [diagnostic] = value.diagnostics
    assert.deepEqual([diagnostic!.file, diagnostic!.line], ['plans/a.plan.yaml', 8])
    assert.match(diagnostic!.suggestion!, /file\/write/)
  })

  test('a plan that is wrong stops the other commands, with its diagnostics, and with what to do about them', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', writes('one').replace('file/write', 'file/wriet')),
      'plans/b.plan.yaml': planText('b', writes('one', 'out/b').replace('uses', 'foo')),
    })
    for (const command of ['run', 'preview', 'show']) {
      const { exitCode, error } = await repo.json([command, 'a'])
      assert.deepEqual([exitCode, error.code], [2, 'invalid'])
      const ends = async (plan: string): Promise<string> => (await repo.plan([command, plan])).stderr
      assert.match(
        await ends('a'),
        /^plans\/a\.plan\.yaml:8:\d+: error: [^]*\nError: Cannot [^]* 1 error in it\n {2}Mend .*: plan validate plans\/a\.plan\.yaml --fix$/,
      )
      assert.match(await ends('b'), /\n {2}Mend it, and check it: plan validate plans\/b\.plan\.yaml$/)
    }
    repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nfoo: 1\n')
    assert.match((await repo.plan(['run', 'a'])).stderr, /\n {2}Mend it, and check it: plan validate$/)
  })

  test('--fix repairs what can be repaired, scope included', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')).replace('scope: { files: ["out/**"] }\n', '') })
    const before = await repo.json<ValidateJson>(['validate'])
    assert.equal(before.exitCode, 2)
    const { exitCode, value, ...rest } = await repo.json<ValidateJson>(['validate', '--fix'])
    assert.equal(exitCode, 0, JSON.stringify({ value, rest }))
    assert.equal(value.fixed[0]!.file, 'plans/a.plan.yaml')
    assert.match(repo.read('plans/a.plan.yaml'), /scope:[\s\S]*out\/one\.txt/)
    assert.equal((await repo.json<ValidateJson>(['validate', '--fix'])).value.fixed.length, 0)
  })

  test('tells of a link that leads nowhere where plans are looked for, and a folder of plans does not run without it', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    symlinkSync('../old/b.plan.yaml', join(repo.root, 'plans/b.plan.yaml'))
    const { exitCode, value } = await repo.json<ValidateJson>(['validate'])
    assert.deepEqual([exitCode, value.diagnostics.map(({ file, code }) => `${file} ${code}`)], [2, ['plans/b.plan.yaml no-file']])
    assert.equal((await repo.json(['run', 'plans'])).exitCode, 2)
    assert.match((await repo.plan(['status'])).stdout, /plans\/b\.plan\.yaml/)
    assert.equal((await repo.json(['run', 'a'])).exitCode, 0)
  })

  test('two plans of one name are told apart from one', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')), 'plans/b.plan.yaml': planText('a', writes('two')) })
    assert.equal((await repo.json(['validate'])).exitCode, 2)
  })

  test('Law: pending plans that overlap are an error, unless after orders them', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', writes('one', 'out/x')),
      'plans/b.plan.yaml': planText('b', writes('two', 'out/x')),
    })
    assert.equal((await repo.json(['validate'])).exitCode, 2)
    repo.write('plans/b.plan.yaml', planText('b', writes('two', 'out/x')).replace('name: b', 'name: b, after: [a]'))
    assert.equal((await repo.json(['validate'])).exitCode, 0)
    repo.write('plans/b.plan.yaml', planText('b', writes('two', 'out/x')))
    await repo.plan(['baseline', 'a', '--env', 'local', '--reason', 'applied before'])
  })

  test('Law: pending plans that may overlap are an error: the drop of an index may be of any table in scope', async (t) => {
    const sql = (name: string, table: string, text: string) =>
      `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: ${name} }\nscope: { databases: { crm: [${table}] } }\nsteps:\n  - { id: a, uses: sql/execute, with: { connection: crm, sql: "${text}" } }\n`
    const repo = repository(t, {
      'backout.yaml':
        'apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { crm: { driver: sqlite, file: crm.db } } } }\n',
      'plans/a.plan.yaml': sql('a', 'customers', 'drop index by_name'),
      'plans/b.plan.yaml': sql('b', 'orders', 'update orders set n = 1'),
    })
    assert.equal((await repo.json(['validate'])).exitCode, 0)
    repo.write('plans/b.plan.yaml', sql('b', 'customers', 'update customers set n = 1'))
    const { exitCode, stdout } = await repo.plan(['validate'])
    assert.equal(exitCode, 2)
    assert.match(stdout, /Plans "a" and "b" may both touch "customers" of databases\.crm, and nothing says which comes first/)
  })

  test('a connection that backout.yaml declares wrongly is told there, and not in each plan', async (t) => {
    const repo = repository(t, {
      'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { crm: { file: crm.db } } } }\n',
      'plans/a.plan.yaml': `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: a }\nscope: { databases: { crm: [t] } }\nsteps:\n  - { id: a, uses: sql/query, with: { connection: crm, sql: select 1 from t } }\n`,
    })
    const { exitCode, stdout } = await repo.plan(['validate'])
    assert.equal(exitCode, 2)
    assert.match(stdout, /backout\.yaml:3:41: error: "driver" is missing in "crm" \[missing-key\]/)
    assert.match(stdout, /not valid {2}1 error/)
  })

  test('a repository without plans is told how to begin', async (t) => {
    const { exitCode, stdout } = await repository(t).plan(['validate'])
    assert.equal(exitCode, 0)
    assert.match(stdout, /There are no plans\n\nNext: plan init/)
  })
})

describe('A plan that is called by a path into a repository', { concurrency: 4 }, () => {
  test('is refused where the folder is in none, unless --root says that it is meant so', async (t) => {
    const { root } = repository(t, {
      'inner/plans/a.plan.yaml': planText('a', writes('one')),
      'inner/backout.yaml': 'apiVersion: backout/v1\nkind: Project\n',
    })
    rmSync(join(root, '.git'), { recursive: true })
    for (const command of ['show', 'run', 'validate', 'status']) {
      const { exitCode, stderr } = await plan(root, [command, 'inner/plans/a.plan.yaml'])
      assert.equal(exitCode, 2)
      assert.match(
        stderr,
        /^Error: Cannot use "inner\/plans\/a\.plan\.yaml": it is in the repository "\S+\/inner", and this folder is in none\n/,
      )
    }
    assert.equal(existsSync(join(root, '.backout')), false)
    assert.equal((await plan(root, ['show', 'inner/plans/a.plan.yaml', '--root', '.'])).exitCode, 0)
    assert.equal((await plan(root, ['run', 'a', '--root', 'inner'])).exitCode, 0)
  })

  for (const [what, files] of [
    ['a repository', {}],
    ['a project', { 'backout.yaml': 'apiVersion: backout/v1\nkind: Project\n' }],
  ] as const)
    test(`is refused where the folder is in ${what} around that one, unless --root says that it is meant so`, async (t) => {
      const repo = repository(t, {
        ...files,
        'inner/plans/a.plan.yaml': planText('a', writes('one')),
        'inner/backout.yaml': 'apiVersion: backout/v1\nkind: Project\n',
      })
      for (const called of ['inner/plans/a.plan.yaml', 'inner']) {
        const { exitCode, stderr } = await repo.plan(['run', called])
        assert.equal(exitCode, 2)
        assert.match(
          stderr,
          /^Error: Cannot use "inner\/plans\/a\.plan\.yaml": it is in the repository "\S+\/inner", which has a backout\.yaml of/,
        )
      }
      assert.equal(existsSync(join(repo.root, '.backout')), false)
      assert.equal((await repo.plan(['show', 'inner/plans/a.plan.yaml', '--root', '.'])).exitCode, 0)
    })

  test('is taken where neither is one', async (t) => {
    const { root } = repository(t, { 'below/a.yaml': planText('a', writes('one')) })
    rmSync(join(root, '.git'), { recursive: true })
    assert.equal((await plan(root, ['run', 'below/a.yaml'])).exitCode, 0)
  })
})
