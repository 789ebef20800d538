import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { commandNames } from '../../../packages/cli/src/command-line/command-names.ts'
import { commandGroups } from '../../../packages/cli/src/root-help.ts'
import { commandSchema } from '../../../packages/cli/src/shapes/command-schema.ts'
import { plan, typed as type } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { planText, repository, writes } from '../repository.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const bin = path('../../../packages/cli/bin/plan.js')
const manifest = JSON.parse(readFileSync(path('../../../packages/cli/oclif.manifest.json'), 'utf8')) as {
  readonly commands: {
    readonly [name: string]: {
      readonly examples?: readonly { readonly command: string }[]
      readonly flags: { readonly [name: string]: { readonly char?: string } }
      readonly summary?: string
    }
  }
}

test('The manifest holds every command, and no other', () =>
  assert.deepEqual(Object.keys(manifest.commands).toSorted(), [...commandNames].toSorted()))

for (const name of commandNames) {
  test(`plan ${name} has a summary, examples, --json and --root`, () => {
    const { examples, flags, summary } = manifest.commands[name]!
    assert.ok(summary && examples && examples.length > 0)
    assert.ok('json' in flags && 'root' in flags)
    // Help breaks longer lines, also within quotes, where a shell would take the indentation for part of the text.
    for (const { command } of examples)
      assert.ok(!command.includes('"') || command.replace('<%= config.bin %>', 'plan').length <= 72, command)
  })
  test(`schemas/commands/${name}.schema.json is current (else: npm run generate)`, () =>
    assert.deepEqual(
      JSON.parse(readFileSync(path(`../../../schemas/commands/${name}.schema.json`), 'utf8')),
      JSON.parse(JSON.stringify(commandSchema(name))),
    ))
}

describe('plan', { concurrency: 4 }, () => {
  test('--help lists the commands', async () => {
    const { stdout, exitCode } = await plan(tmpdir(), ['--help'])
    assert.equal(exitCode, 0)
    for (const name of [...commandNames, 'autocomplete']) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
  })

  test('says so where the folder that it is called in was deleted', async (t) => {
    const root = temporaryFolder(t)
    const { stderr, exitCode } = await type(root, 'mkdir gone && cd gone && rmdir ../gone && plan status')
    assert.match(stderr, /^Error: Cannot find the folder that this command was called in: it was deleted\n {2}Go to another one$/)
    assert.equal(exitCode, 2)
  })

  test('alone says the same as help and --help, and has every command in one place', async () => {
    const [one, ...others] = await Promise.all([[], ['help'], ['--help'], ['-h']].map((args) => plan(tmpdir(), args)))
    for (const { stdout, exitCode } of others) assert.deepEqual([stdout, exitCode], [one!.stdout, 0])
    assert.match(one!.stdout, /\n {2}run {11}Run a plan, or all pending plans of a folder in order\.\n/)
    assert.deepEqual(commandGroups.flatMap(([, names]) => names).toSorted(), [...commandNames, 'autocomplete', 'help'].toSorted())
  })

  for (const [typed, found] of [
    ['plan va', 'validate'],
    ['plan validate --st', '--strict'],
    ['plan show plans/', 'plans/a.plan.yaml'],
  ] as const)
    test(`autocomplete lets bash find ${found} behind ${typed}`, async (t) => {
      const { root } = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
      const env = { XDG_CACHE_HOME: join(root, 'cache') }
      assert.equal((await plan(root, ['autocomplete', 'bash'], { env })).exitCode, 0)
      const words = typed.split(' ')
      const script = `
        source cache/backout/autocomplete/functions/bash/plan.bash
        COMP_WORDS=(${typed}) COMP_CWORD=${words.length - 1}
        _plan_autocomplete
        case "$(complete -p plan)" in *"-o default"*) [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -o default -- ${words.at(-1)})) ;; esac
        printf '%s' "\${COMPREPLY[*]}"`
      assert.equal((await execa('bash', ['-c', script], { cwd: root })).stdout, found)
    })

  for (const name of commandNames)
    test(`help ${name} has each flag in its usage`, async () => {
      const { stdout } = await plan(tmpdir(), ['help', name])
      const usage = /\nUSAGE\n([^]*?)\n\n/.exec(stdout)![1]!
      for (const [flag, { char }] of Object.entries(manifest.commands[name]!.flags))
        assert.match(usage, new RegExp(`--${flag}\\b|${char === undefined ? '^$' : `-${char}\\b`}`), flag)
    })

  test('help COMMAND and COMMAND --help show examples', async () => {
    const calls = [
      ['help', 'run'],
      ['run', '--help'],
      ['run', '-h'],
    ] as const
    const [one, ...others] = await Promise.all(calls.map((args) => plan(tmpdir(), args)))
    for (const { stdout } of others) assert.equal(stdout, one!.stdout)
    assert.match(one!.stdout, /EXAMPLES[\s\S]*\$ plan run split-customer-name --commit/)
  })

  test('--version tells the versions', async () =>
    assert.match((await plan(tmpdir(), ['--version'])).stdout, /^backout\/\d+\.\d+\.\d+ .* node-v24/))

  test('runs under a number that no account has, as in a container, without HOME and SHELL', async (t) => {
    const nobody = [
      "import os from 'node:os'",
      "import { syncBuiltinESMExports } from 'node:module'",
      'delete process.env.HOME',
      'delete process.env.SHELL',
      "os.userInfo = () => { throw new Error('no account') }",
      'os.homedir = () => process.env.HOME ?? os.userInfo()',
      'syncBuiltinESMExports()',
    ].join(';')
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    for (const args of [['status'], ['run', 'a'], ['run', '--help']]) {
      const { exitCode, stderr } = await repo.plan(args, { NODE_OPTIONS: `--import="data:text/javascript,${nobody}"` })
      assert.equal(exitCode, 0, stderr)
    }
  })

  for (const [args, hint] of [
    [['apply', 'x'], 'plan run x'],
    [['valdate'], 'plan validate'],
    [['up', '--json'], 'plan run --json'],
  ] as const)
    test(`${args.join(' ')} exits with 2, and suggests ${hint}`, async () => {
      const { exitCode, stdout, stderr } = await plan(tmpdir(), args)
      assert.equal(exitCode, 2)
      assert.ok((stdout + stderr).includes(`Did you mean: ${hint}`), stdout + stderr)
    })

  for (const [args, says] of [
    [['run'], 'PLAN is missing'],
    [['export'], 'FILE is missing'],
    [['resolve', '--as', 'left', '--reason', 'r'], 'STEP is missing'],
    [['resume', 'r', '--due'], 'a run is named, and --due is about all of them'],
    [['finalize', 'r', '--due'], 'a run is named, and --due is about all of them'],
    [['run', 'a', 'b'], '"b" is too much'],
    [['plugins', 'a', 'b'], '"a b" is too much'],
    [['status', '--nope'], 'there is no flag "--nope"'],
    [['status', '--nope=1'], 'there is no flag "--nope"'],
    [['run', '--yes=a'], '--yes takes no value'],
    [['status', 'a', '--json=true'], '--json takes no value'],
    [['run', 'a', '-env', 'staging'], 'there is no flag "-env"'],
    [['run', 'a', '-env=staging'], 'there is no flag "-env"'],
    [['rollback', '-yes'], 'there is no flag "-yes"'],
    [['status', '--env'], '--env has no value'],
    [['status', '--env', 'a', '--env', 'b'], '--env is given more than once'],
    [['resolve', 'x', 'y', '--as', 'maybe', '--reason', 'z'], '--as takes applied, absent, reverted or left, not "maybe"'],
    [['resolve', 'x'], '--as and --reason are missing'],
    [['resolve', 'x', 'y', '--as'], '--as has no value: it takes applied, absent, reverted or left'],
    [['sign', 'x'], '--check or --role is missing'],
    [['sign', 'x', '--role', 'dba', '--check'], '--check and --role exclude each other'],
    [['schema', 'pan'], '"pan" is none of plan, project, init, '],
    [['sign', 'x', '--decision', 'reject'], '--decision needs --role'],
    [['run', 'a', '--full'], '--full is for --dry-run alone'],
    [['run', 'a', '--out', 'f'], '--out is for --dry-run alone'],
    [['run', 'a', '--allow-host', 'h'], '--allow-host is for --dry-run alone'],
    [['run', 'a', '--allow-plugins'], '--allow-plugins is for --dry-run alone'],
    [['run', ''], 'an argument is empty'],
    [['rollback', ''], 'an argument is empty'],
    [['run', 'a', '--env', ''], 'what follows --env is empty'],
    [['run', 'a', '--env='], '--env is empty'],
    [['unlock', 'r', '--reason', ''], 'what follows --reason is empty'],
  ] as const)
    test(`${args.map((word) => word || "''").join(' ')} exits with 2, and says: ${says}`, async () => {
      const { exitCode, stdout, stderr } = await plan(tmpdir(), args)
      assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: '' })
      assert.ok(stderr.startsWith(`Error: Cannot read the command line: ${says}${says.endsWith(' ') ? '' : '\n  '}`), stderr)
    })

  for (const [flag, ours] of [
    ['--auto-approve', '--yes'],
    ['--no-input', '--yes'],
    ['--var=a=1', '--input'],
    ['--chdir=/tmp', '--root'],
    ['--enviroment=x', '--env'],
    ['--format=json', '--json'],
    ['-C', '--root'],
    ['-env=staging', '--env=staging'],
  ] as const)
    test(`${flag} of another tool is told ours: ${ours}`, async () => {
      const { stderr } = await plan(tmpdir(), ['run', 'a', flag])
      assert.ok(stderr.includes(`\n  Did you mean: ${ours}\n`) || stderr.endsWith(`\n  Did you mean: ${ours}`), stderr)
    })

  test('a flag that switches something off is not taken for the one that switches it on', async () => {
    const { stderr } = await plan(tmpdir(), ['run', 'a', '--no-json'])
    assert.doesNotMatch(stderr, /Did you mean/)
  })

  test('a value may look like a flag', async (t) => {
    const { stderr } = await repository(t).plan(['unlock', '-m', '-yes'])
    assert.match(stderr, /^Error: Cannot unlock a run: /)
  })

  test('what is too much leads to the help of the command, also where it takes no arguments', async () => {
    for (const args of [
      ['plugins', 'a'],
      ['run', 'a', 'b'],
    ])
      assert.match((await plan(tmpdir(), args)).stderr, new RegExp(`: plan ${args[0]} --help$`))
  })

  test('a mistyped flag is told from those of the command', async () => {
    const { stderr } = await plan(tmpdir(), ['run', 'a', '--dryrun'])
    assert.match(stderr, /\n {2}Did you mean: --dry-run\n {2}See all flags and arguments with: plan run --help$/)
  })

  test('--json and --root may stand before the command', async (t) => {
    const { root } = repository(t)
    const { exitCode, stdout } = await plan(tmpdir(), ['--root', root, '--json', 'status'])
    assert.deepEqual([exitCode, JSON.parse(stdout)], [0, { environment: 'local', plans: [] }])
  })

  test('an error of the call is JSON with --json', async (t) => {
    const { exitCode, error } = await repository(t).json(['status', '--nope'])
    assert.equal(exitCode, 2)
    assert.equal(error.code, 'invalid')
  })

  test('schema COMMAND prints the shape of what it prints with --json', async (t) => {
    const { exitCode, value } = await repository(t).json(['schema', 'run'])
    assert.deepEqual([exitCode, value], [0, JSON.parse(JSON.stringify(commandSchema('run')))])
  })

  test('--root that is no folder exits with 2', async (t) => {
    const { exitCode, error } = await repository(t).json(['status', '--root', 'nowhere'])
    assert.deepEqual({ exitCode, code: error.code }, { exitCode: 2, code: 'missing' })
  })

  test('a reader that goes away early does no harm', async () => {
    const child = spawn(process.execPath, [bin, 'schema'], { stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const status = await new Promise((resolve) => child.on('close', resolve))
    assert.equal(status, 0)
    assert.doesNotMatch(stderr, /EPIPE/)
  })

  test('a full disk behind stdout or stderr does not keep a run from its end, and is told', async (t) => {
    const { root, plan: run } = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    const shell = (redirected: string): Promise<{ readonly exitCode?: number; readonly stderr: string }> =>
      execa('sh', ['-c', `"$0" "$@" ${redirected}`, process.execPath, bin, 'run', 'a'], { cwd: root, reject: false, stdin: 'ignore' })
    const unsaid = await shell('> /dev/full')
    assert.equal(unsaid.exitCode, 4)
    assert.match(unsaid.stderr, /succeeded\nError: Cannot write all of what there is to say: ENOSPC/)
    await run(['rollback'])
    assert.equal((await shell('2> /dev/full')).exitCode, 0)
    assert.match((await run(['status', 'a'])).stdout, /applied {2}a/)
  })

  test('a home that cannot be entered changes nothing, and what lies there is not loaded', async (t) => {
    const { exitCode, stderr } = await repository(t).plan(['plugins'], { HOME: '/dev/null', XDG_DATA_HOME: '/dev/null' })
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' })
  })

  test('NODE_ENV=development changes nothing', async (t) => {
    const repo = repository(t)
    const env = { NODE_ENV: 'development' }
    const { exitCode, stderr } = await repo.plan(['plugins'], env)
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' })
    assert.doesNotMatch((await repo.plan(['plugins', '--nope'], env)).stderr, /Warning/)
  })
})
