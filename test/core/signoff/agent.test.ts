import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type ProcessRunner, sshSign, sshVerify, type SshTools } from '../../../packages/core/src/signoff/index.ts'
import { runWith, KeyRing, noon } from './support.ts'

const ring = new KeyRing()
after(() => ring[Symbol.dispose]())
const principal = 'alice@example.com'
const text = 'a statement\n'

/** A key with the passphrase `secret`. */
function encrypted(name: string): string {
  const path = join(ring.folder, name)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-C', name, '-f', path])
  return path
}

/** Asks for passphrases without a terminal, by a program that says this. */
function asking(answer: string): { readonly [name: string]: string } {
  const program = join(ring.folder, `ask-${answer}`)
  writeFileSync(program, `#!/bin/sh\necho ${answer}\n`, { mode: 0o700 })
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force' }
}

test('sshSign() signs with an encrypted key whose private half only the agent holds', async () => {
  const key = encrypted('held')
  const socket = join(ring.folder, 'agent')
  const said = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' })
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1])
  try {
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, ...asking('secret'), SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
    rmSync(key)
    const run: ProcessRunner = runWith({ SSH_AUTH_SOCK: socket })
    const tools: SshTools = { run, temporary: ring.folder }
    const signature = await sshSign(text, `${key}.pub`, tools)
    assert.equal((await sshVerify({ text, signature, principal, at: noon }, ring.line(principal, key), tools)).valid, true)
  } finally {
    process.kill(pid)
  }
})

for (const { answer, works } of [
  { answer: 'secret', works: true },
  { answer: 'wrong', works: false },
]) {
  test(`sshSign() ${works ? 'signs' : 'fails, and says why,'} with an encrypted key for which "${answer}" is given as passphrase`, async () => {
    const key = encrypted(`key-${answer}`)
    const tools: SshTools = { run: runWith(asking(answer)), temporary: ring.folder }
    if (works) assert.match(await sshSign(text, key, tools), /^-----BEGIN SSH SIGNATURE-----/)
    else await assert.rejects(sshSign(text, key, tools), { code: 'failed', message: /^Cannot sign with key ".*": .*incorrect passphrase/ })
  })
}

test('sshSign() fails, and says why, with a public key whose private half nobody holds', async () => {
  const key = ring.make('lost')
  rmSync(key)
  await assert.rejects(sshSign(text, `${key}.pub`, ring.tools), { code: 'failed', message: /^Cannot sign with key ".*lost\.pub": / })
})
