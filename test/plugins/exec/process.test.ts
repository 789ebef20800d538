import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { exec } from '@backout/plugins/exec'
import { file } from '@backout/plugins/file'
import { execRun } from '../../../packages/plugins/src/exec/run.ts'
import { commandEnvironment } from '../../../packages/plugins/src/exec/process/environment.ts'
import { type CommandEnd, runCommand } from '../../../packages/plugins/src/exec/process/run-command.ts'
import { benchStep } from '../../support/bench-step.ts'
import { engineBench } from '../../support/engine.ts'
import { commitAll, git } from '../../support/git-tree.ts'
import { boundPlan, type StepSketch } from '../../support/shelf.ts'

const node = process.execPath
const never = new AbortController().signal
const env = commandEnvironment(process.env)

/** Waits until something is so, and fails after ten seconds. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await isSo()) return
    await sleep(20)
  }
  assert.fail(`${what} within ten seconds`)
}

/** Whether a process runs. One that has ended, and that nobody has asked about, does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** A program that starts a child and a grandchild, which heed no SIGTERM, prints all pids, and waits for ever. */
const family = (heeds: boolean): string => {
  const ignore = heeds ? '' : `process.on('SIGTERM', () => {});`
  const child = (inner: string): string =>
    `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' });`
  const forever = `${ignore} console.log(process.pid); setInterval(() => {}, 1000);`
  return `${forever} ${child(`${forever} ${child(forever)}`)}`
}

/** Runs a family, and once all three have spoken, does something; gives their pids and how it ended. */
async function runFamily(
  heeds: boolean,
  then: (controller: AbortController) => void,
  more = {},
): Promise<{ readonly pids: readonly number[]; readonly end: CommandEnd }> {
  const controller = new AbortController()
  const pids: number[] = []
  const line = (text: string): void => {
    pids.push(Number(text))
    if (pids.length === 3) then(controller)
  }
  const end = await runCommand({ command: [node, '-e', family(heeds)], cwd: tmpdir(), env, line, ...more }, controller.signal)
  return { pids, end }
}

describe('exec/run ends processes', { concurrency: 4 }, () => {
  test('Law: an abort ends the whole process group, grandchildren too', async () => {
    const { pids, end } = await runFamily(true, (controller) => controller.abort())
    assert.equal(end.ended, 'aborted')
    assert.equal(pids.length, 3)
    assert.deepEqual(pids.filter(isAlive), [])
  })

  test('Law: processes that do not heed SIGTERM get SIGKILL', async () => {
    const { pids, end } = await runFamily(false, (controller) => controller.abort(), { killDelay: 100 })
    assert.equal(end.signal, 'SIGKILL')
    assert.deepEqual(pids.filter(isAlive), [])
  })

  test('Law: a timeout ends the whole process group', async () => {
    const { end, pids } = await runFamily(true, () => undefined, { timeout: 3000 })
    assert.equal(end.ended, 'timeout')
    assert.deepEqual(pids.filter(isAlive), [])
  })

  test('exec/run ends what a command has left running in the background', async () => {
    const pids: number[] = []
    const body = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); child.unref(); console.log(child.pid); process.exit(0)`
    const end = await runCommand({ command: [node, '-e', body], cwd: tmpdir(), env, line: (text) => pids.push(Number(text)) }, never)
    assert.deepEqual([end.ended, end.exitCode, pids.length], ['itself', 0, 1])
    assert.deepEqual(pids.filter(isAlive), [])
  })

  test('exec/run does not wait for a process that left the group and kept the output open', async () => {
    const body = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true }); child.unref(); process.stdout.write('last words\\n' + child.pid)`
    const lines: string[] = []
    const end = await runCommand({ command: [node, '-e', body], cwd: tmpdir(), env, line: (text) => void lines.push(text) }, never)
    const [said, pid] = lines
    assert.deepEqual([end.exitCode, said, end.stdout.text()], [0, 'last words', `last words\n${pid}`])
    process.kill(Number(pid), 'SIGKILL')
  })

  test('Law: a command does not outlive an engine that is killed, and when it ended is noted', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'backout-exec-'))
    const [told, note] = [join(directory, 'pid'), join(directory, 'note')]
    const url = new URL('../../../packages/plugins/src/exec/process/run-command.ts', import.meta.url).href
    const command = [node, '-e', `console.log(process.pid); setInterval(() => {}, 1000)`]
    const request = JSON.stringify({ command, cwd: directory, env: { PATH: process.env['PATH'] }, note })
    // Told by the engine: in the moment between the start of a command and what it tells the watchdog, nobody watches.
    const body = `const { writeFileSync } = await import('node:fs')
      const { runCommand } = await import(${JSON.stringify(url)})
      await runCommand({ ...${request}, line: (pid) => writeFileSync(${JSON.stringify(told)}, pid) }, new AbortController().signal)`
    const engine = spawn(node, ['--conditions=backout-source', '--input-type=module', '-e', body], { stdio: 'inherit' })
    const pid = async (): Promise<number> => Number(await readFile(told, 'utf8').catch(() => '0'))
    const noted = async (): Promise<string | undefined> => readFile(note, 'utf8').catch(() => undefined)
    await until('the command started', async () => (await pid()) > 0 && isAlive(Number((await noted()) || Number.NaN)))
    engine.kill('SIGKILL')
    const started = await pid()
    await until('the command ended', () => !isAlive(started))
    await until('that was noted', async () => (await noted()) === '')
    await rm(directory, { recursive: true })
  })
})

describe('exec/run and what commands see and say', () => {
  test('Law: a command inherits no secret of the environment', async () => {
    process.env['BACKOUT_TEST_SECRET'] = 'hunter2'
    await using step = await benchStep('exec/run', {
      with: { command: [node, '-p', 'JSON.stringify(process.env)'], effect: 'none' },
      scope: { commands: [node] },
    })
    const [done] = await step.apply()
    delete process.env['BACKOUT_TEST_SECRET']
    const seen = JSON.parse((done!.result as { readonly stdout: string }).stdout) as { readonly [name: string]: string }
    assert.equal(seen['BACKOUT_TEST_SECRET'], undefined)
    assert.equal(seen['PATH'], process.env['PATH'])
  })

  test('exec/run keeps the first 256 KiB of each stream, says that it is cut, and whole characters only', async () => {
    const body = `process.stdout.write('ab' + '€'.repeat(400_000)); process.stderr.write('short\\n')`
    const end = await runCommand({ command: [node, '-e', body], cwd: tmpdir(), env }, never)
    assert.deepEqual([end.stdout.cut(), end.stderr.cut()], [true, false])
    assert.equal(end.stdout.text(), `ab${'€'.repeat(87_380)}`)
    assert.equal(end.stderr.text(), 'short')
  })

  test('Law: exec/run keeps no colours, which could part a secret so that it would not be known again', async () => {
    const command = ['sh', '-c', String.raw`printf '\033[31mhun\033[0mter2\n'; printf '\033]0;t\007x' >&2`]
    const { stdout, stderr } = await runCommand({ command, cwd: tmpdir(), env }, never)
    assert.deepEqual([stdout.text(), stderr.text()], ['hunter2', 'x'])
  })

  test('exec/run ends though it writes much more than is kept', async () => {
    const body = `const chunk = 'x'.repeat(65536); let left = 400; const go = () => left-- > 0 && process.stdout.write(chunk, go); go()`
    const end = await runCommand({ command: [node, '-e', body], cwd: tmpdir(), env }, never)
    assert.deepEqual([end.exitCode, end.stdout.text().length, end.stdout.cut()], [0, 256 * 1024, true])
  })

  test('exec/run shows lines as they come, and at most a thousand', async () => {
    const lines: string[] = []
    await using step = await benchStep('exec/run', {
      with: { command: [node, '-e', 'for (let i = 1; i < 2000; i++) console.log(i)'], effect: 'none' },
      scope: { commands: [node] },
    })
    const [change] = await step.changes()
    await execRun.apply(change!.unit, { ...step.stage.context('read'), note: (text) => lines.push(text) })
    assert.deepEqual([lines.length, lines[0], lines[999], lines[1000]], [1001, '1', '1000', '… (more output is not shown)'])
  })

  for (const { of, script, says } of [
    { of: 'a line that no line feed ends', script: 'echo a; printf b', says: ['a', 'b'] },
    { of: 'colours, without them', script: String.raw`printf '\033[31mred\033[0m\n\033]0;title\007x'`, says: ['red', 'x'] },
    { of: 'empty lines', script: 'echo; echo', says: ['', ''] },
    { of: 'nothing of a line that is cut off', script: `printf '%0262145d' 0`, says: [] },
  ]) {
    test(`exec/run shows ${of}`, async () => {
      const lines: string[] = []
      const command = ['sh', '-c', script]
      await runCommand({ command, cwd: tmpdir(), env, line: (text) => void lines.push(text) }, never)
      assert.deepEqual(lines, says)
    })
  }

  for (const { when, command, more, code, message } of [
    {
      when: 'its arguments are too long',
      command: [node, '-e', '0', 'x'.repeat(200_000)],
      code: 'missing',
      message: /arguments and environment are longer than the system allows \(E2BIG\)$/,
    },
    { when: 'the program is not there', command: ['no-such-program-1'], code: 'missing', message: /no such program/ },
    {
      when: 'the exit code is another one',
      command: [node, '-e', 'console.error("why"); process.exit(2)'],
      code: 'failed',
      message: /exit code 2, not 0/,
    },
    {
      when: 'a signal ended it',
      command: [node, '-e', 'process.kill(process.pid, "SIGKILL")'],
      code: 'failed',
      message: /was ended by SIGKILL$/,
    },
    {
      when: 'it takes too long',
      command: [node, '-e', 'setInterval(() => {}, 1000)'],
      more: { timeout: '200ms' },
      code: 'timeout',
      message: /longer than 0.2 s/,
    },
  ]) {
    test(`exec/run fails with ${code} when ${when}`, async () => {
      await using step = await benchStep('exec/run', {
        with: { command, effect: 'none', ...more },
        scope: { commands: command.slice(0, 1) },
      })
      await assert.rejects(step.apply(), { code, message })
    })
  }

  test('exec/run says in its error what the command said last', async () => {
    await using step = await benchStep('exec/run', {
      with: { command: [node, '-e', 'console.error("it is broken"); process.exit(1)'], effect: 'none' },
      scope: { commands: [node] },
    })
    await assert.rejects(step.apply(), (error: Error) => (error.cause as Error).message === 'it is broken')
  })

  test('Law: a program that scope does not list is not run', async () => {
    await using step = await benchStep('exec/run', { with: { command: [node, '-v'], effect: 'none' }, scope: { commands: ['npm'] } })
    await assert.rejects(step.apply(), { code: 'out-of-scope' })
  })
})

describe('exec/run describe()', () => {
  for (const { when, input } of [
    { when: 'an argument', input: { command: ['curl', '-H', 'Authorization: ${{ secrets.TOKEN }}'] } },
    { when: 'the program', input: { command: ['${{secrets.PROGRAM}}'] } },
    { when: 'a larger expression', input: { command: ['curl', '${{ inputs.url + secrets.TOKEN }}'] } },
    { when: 'the working directory', input: { command: ['ls'], cwd: '${{ secrets.WHERE }}' } },
  ]) {
    test(`Law: secrets are refused in ${when}, which the list of processes shows`, () => {
      assert.throws(() => execRun.describe(input), { code: 'invalid' })
    })
  }

  test('exec/run allows secrets in the environment', () => {
    assert.doesNotThrow(() => execRun.describe({ command: ['curl'], env: { TOKEN: '${{ secrets.TOKEN }}' } }))
  })

  for (const cwd of ['..', 'a/../..', '/', '/tmp', '.git', './.backout/x']) {
    test(`Law: exec/run refuses the working directory ${JSON.stringify(cwd)} at validate`, () =>
      assert.throws(() => execRun.describe({ command: ['npm'], effect: 'none', cwd }), { code: 'out-of-scope' }))
  }

  test('exec/run refuses to write without effect', () => {
    assert.throws(() => execRun.describe({ command: ['x'], writes: ['a'], effect: 'none' }), { code: 'invalid' })
  })

  for (const { when, input } of [
    { when: 'the program is empty', input: { command: [''] } },
    { when: 'an argument holds a NUL', input: { command: ['x', 'a\0b'] } },
    { when: 'a variable has no name', input: { command: ['x'], env: { '': 'a' } } },
    { when: 'the name of a variable holds "="', input: { command: ['x'], env: { 'A=B': 'a' } } },
    { when: 'the value of a variable holds a NUL', input: { command: ['x'], env: { A: '\0' } } },
  ]) {
    test(`exec/run is invalid when ${when}`, () => assert.throws(() => execRun.describe(input), { code: 'invalid' }))
  }

  for (const { when, input, undo } of [
    { when: 'its writes are named', input: { command: ['x'], writes: ['a'] }, undo: 'derived' },
    { when: 'no writes are named, since its effect is elsewhere', input: { command: ['x'] }, undo: 'none' },
  ]) {
    test(`exec/run has undo ${undo} when ${when}`, async () => assert.equal((await execRun.describe(input as never)).undo.kind, undo))
  }
})

for (const { what, more } of [
  { what: 'that writes', more: { writes: ['out'] } },
  { what: 'without effect', more: { effect: 'none' } },
]) {
  test(`Law: a command ${what} that outlasts the timeout of its step has failed, and its run is rolled back`, async () => {
    await using world = await engineBench([file, exec])
    await writeFile(join(world.root, '.gitignore'), 'runs\n')
    await commitAll(world.root)
    const write = { id: 'before', uses: 'file/write', with: { path: 'note', content: 'x' } } as const
    const hang = `require('node:fs').writeFileSync('out', ''); setInterval(() => {}, 1000)`
    const command = [node, '-e', more.effect === 'none' ? hang.slice(hang.indexOf(';') + 1) : hang]
    const step = { id: 'hang', uses: 'exec/run', with: { command, ...more }, timeout: 500 } as const
    const outcome = await world.run(boundPlan([write, step], { scope: { files: ['out', 'note'], commands: [node] } }), { grace: 10_000 })
    assert.deepEqual([outcome.ending, outcome.failure?.code], ['rolled-back', 'timeout'])
    assert.match(outcome.failure!.message, /step "hang": it took longer than its timeout of 0\.5 s/)
    assert.equal(await git(world.root, 'status', '--short'), '')
  })
}

test('Law: a command that writes and fails is taken back before it is tried again', async () => {
  await using world = await engineBench([file, exec])
  await using elsewhere = await engineBench([])
  await writeFile(join(world.root, '.gitignore'), 'runs\n')
  await writeFile(join(world.root, 'out'), 'before\n')
  await commitAll(world.root)
  const count = JSON.stringify(join(elsewhere.root, 'count'))
  const script = `const fs = require('node:fs'); fs.appendFileSync('out', 'after\\n'); fs.appendFileSync(${count}, 'x'); process.exit(fs.statSync(${count}).size < 3 ? 1 : 0)`
  const step = {
    id: 'flaky',
    uses: 'exec/run',
    with: { command: [node, '-e', script], writes: ['out'] },
    retry: { every: 1000, for: 60_000 },
  }
  const outcome = await world.run(boundPlan([step], { scope: { files: ['out'], commands: [node] } }))
  assert.deepEqual([outcome.ending, outcome.failure], ['succeeded', undefined])
  assert.equal(await readFile(join(world.root, 'out'), 'utf8'), 'before\nafter\n')
  assert.equal(await readFile(join(elsewhere.root, 'count'), 'utf8'), 'xxx')
  assert.equal((await world.rollback()).ending, 'rolled-back')
  assert.equal(await readFile(join(world.root, 'out'), 'utf8'), 'before\n')
})

test('what a command gave can be read by later steps, however much it wrote', async () => {
  await using world = await engineBench([file, exec])
  const script = `for (const stream of [process.stdout, process.stderr]) stream.write('a line with "quotes"\\n'.repeat(100_000))`
  const steps: readonly StepSketch[] = [
    { id: 'talk', uses: 'exec/run', with: { command: [node, '-e', script], effect: 'none' } },
    { id: 'note', uses: 'file/write', with: { path: 'note', content: '${{ string(steps.talk.outputs.cut) }}' } },
  ]
  const outcome = await world.run(boundPlan(steps, { scope: { files: ['note'], commands: [node] } }))
  assert.deepEqual([outcome.ending, outcome.failure], ['succeeded', undefined])
  assert.equal(await readFile(join(world.root, 'note'), 'utf8'), 'true')
})

test('Law: a run that begins with a command ends its rollback with the fingerprint of before that command', async () => {
  await using world = await engineBench([file, exec])
  await writeFile(join(world.root, '.gitignore'), 'runs\n')
  await writeFile(join(world.root, 'out'), 'before')
  await commitAll(world.root)
  const command = [node, '-e', `require('node:fs').writeFileSync('out', 'after')`]
  const steps: readonly StepSketch[] = [
    { id: 'command', uses: 'exec/run', with: { command, writes: ['out'] } },
    { id: 'file', uses: 'file/write', with: { path: 'other', content: 'x' } },
  ]
  const bound = boundPlan(steps, { scope: { files: ['out', 'other'], commands: [node] } })
  assert.equal((await world.run(bound)).ending, 'succeeded')
  const { ending, reason } = await world.rollback()
  assert.deepEqual([ending, reason], ['rolled-back', undefined])
})

test('runCommand() says that a command does not start where the process may open no more files', async () => {
  const url = new URL('../../../packages/plugins/src/exec/process/run-command.ts', import.meta.url).href
  const body = `import { openSync } from 'node:fs'
    import ${JSON.stringify(import.meta.resolve('execa'))}
    import { runCommand } from ${JSON.stringify(url)}
    try { for (;;) openSync('/dev/null') } catch {}
    await runCommand({ command: ['/bin/true'], cwd: '/', env: {} }, new AbortController().signal).catch(({ code, message }) => console.log(code, message))`
  const args = ['--conditions=backout-source', '--input-type=module', '-e', body]
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'ulimit -n 100; exec "$@"', 'sh', node, ...args])
  assert.equal(stdout, 'missing Cannot run "/bin/true": it does not start (EMFILE)\n')
})
