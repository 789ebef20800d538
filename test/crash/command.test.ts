import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { plan } from '../support/cli.ts'

const bin = fileURLToPath(new URL('../../packages/cli/bin/plan.js', import.meta.url))

/** A command that writes, waits until the test lets it go on, and writes again. */
const script = `const fs = require('node:fs')
fs.writeFileSync(process.argv[1] + '.pid', String(process.pid))
fs.appendFileSync('out/log', 'began\\n')
const wait = setInterval(() => fs.existsSync(process.argv[1]) && (clearInterval(wait), fs.appendFileSync('out/log', 'ended\\n')), 10)`

const planOf = (go: string, more: string): string => `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: killed }
scope: { files: ['out/log'], commands: [node] }
steps:
  - id: command
    uses: exec/run
    with: { command: [node, -e, ${JSON.stringify(script)}, ${JSON.stringify(go)}]${more} }
`

async function killedInTheCommand(more: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'backout-killed-'))
  mkdirSync(join(root, 'out'))
  writeFileSync(join(root, 'killed.plan.yaml'), planOf(`${root}.go`, more))
  const log = (): string => read(join(root, 'out/log'))
  const child = spawn(process.execPath, [bin, 'run', 'killed.plan.yaml', '--yes', '--root', root], { cwd: root, stdio: 'ignore' })
  while (log() === '' && child.exitCode === null) await new Promise((done) => setTimeout(done, 5))
  child.kill('SIGKILL')
  await new Promise((done) => child.on('close', done))
  // It does not outlive the engine, but for the moment that it takes to end it.
  while (runs(read(`${root}.go.pid`))) await new Promise((done) => setTimeout(done, 5))
  writeFileSync(`${root}.go`, '')
  return root
}

/** Whether a process is there and has not ended. */
function runs(pid: string): boolean {
  const state = /\) (\S)/.exec(read(`/proc/${pid}/stat`))?.[1]
  return state !== undefined && state !== 'Z'
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

for (const { undo, more, args, exitCode, log } of [
  { undo: 'names what it writes', more: ', writes: [out/log]', args: ['resume'], exitCode: 0, log: 'began\nended\n' },
  { undo: 'names what it writes', more: ', writes: [out/log]', args: ['rollback'], exitCode: 0, log: '' },
  { undo: 'cannot be taken back', more: ' }\n    rollback: { none: nobody knows', args: ['resume'], exitCode: 4, log: 'began\n' },
])
  test(`Law: after a kill in the middle of a command that ${undo}, plan ${args[0]} exits with ${exitCode}, and nothing happened twice`, async () => {
    const root = await killedInTheCommand(more)
    try {
      const { exitCode: status, stdout, stderr } = await plan(root, args)
      assert.deepEqual([status, read(join(root, 'out/log'))], [exitCode, log], stdout + stderr)
    } finally {
      for (const path of [root, `${root}.go`, `${root}.go.pid`]) rmSync(path, { recursive: true, force: true })
    }
  })

test('Law: a second signal stops a command now; plan resume takes back what it did, and runs it again', async () => {
  const root = mkdtempSync(join(tmpdir(), 'backout-stopped-'))
  try {
    mkdirSync(join(root, 'out'))
    writeFileSync(join(root, 'killed.plan.yaml'), planOf(`${root}.go`, ', writes: [out/log]'))
    const child = spawn(process.execPath, [bin, 'run', 'killed.plan.yaml', '--yes', '--root', root], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said = (pattern: RegExp) => new Promise<void>((done) => child.stderr.on('data', (text) => pattern.test(String(text)) && done()))
    while (read(join(root, 'out/log')) === '' && child.exitCode === null) await new Promise((done) => setTimeout(done, 5))
    const first = said(/SIGINT: finishing/)
    child.kill('SIGINT')
    await first
    child.kill('SIGINT')
    assert.equal(await new Promise((done) => child.on('close', done)), 130)
    writeFileSync(`${root}.go`, '')
    const { exitCode, stdout, stderr } = await plan(root, ['resume'])
    assert.deepEqual([exitCode, read(join(root, 'out/log'))], [0, 'began\nended\n'], stdout + stderr)
  } finally {
    for (const path of [root, `${root}.go`, `${root}.go.pid`]) rmSync(path, { recursive: true, force: true })
  }
})
