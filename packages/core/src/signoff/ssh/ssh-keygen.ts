import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, PlanError } from '../../model/index.ts'
import { signingProblem, verifyingProblem } from './ssh-reasons.ts'

/** Runs a program to its end and gives what it said; 127 where there is no such program. */
export type ProcessRunner = (
  command: string,
  args: readonly string[],
  stdin: string,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>

/** What signing and verifying need of the machine. `temporary` is a folder in which private folders are made and removed. */
export interface SshTools {
  readonly run: ProcessRunner
  readonly temporary: string
}

/** The namespace of signatures: one made for anything else (a git commit, a file) does not verify here, and the other way round. */
export const namespace = 'backout-signoff'

/**
 * Signs a text with a private key file, or with a public key file whose private half the agent holds. Gives the armoured signature.
 * Errors: `missing` without ssh-keygen, `failed` with what it said.
 */
export async function sshSign(text: string, key: string, { run }: SshTools): Promise<string> {
  const { exitCode, stdout, stderr } = await run('ssh-keygen', ['-Y', 'sign', '-n', namespace, '-f', key], text)
  if (exitCode === 127) throw noProgram()
  if (exitCode === 0 && stdout.includes('BEGIN SSH SIGNATURE')) return stdout
  throw signingProblem(key, stderr, exitCode)
}

/** What verifying a signature gave: the key's fingerprint (`SHA256:…`), or why not. */
export type Verified = { readonly valid: true; readonly key: string } | { readonly valid: false; readonly why: string }

/**
 * Verifies a signature as git does: against the content of an `allowed_signers` file, with its validity times as of `at`, its
 * namespaces and certificate authorities. Errors: `missing` without ssh-keygen.
 */
export async function sshVerify(
  { text, signature, principal, at }: { readonly text: string; readonly signature: string; readonly principal: string; readonly at: Date },
  allowedSigners: string,
  { run, temporary }: SshTools,
): Promise<Verified> {
  await using folder = await privateFolder(temporary)
  const signatureFile = await folder.write('signature', signature)
  const signersFile = await folder.write('allowed_signers', allowedSigners)
  const time = `-Overify-time=${localTime(at)}`
  const args = ['-Y', 'verify', '-n', namespace, '-f', signersFile, '-I', principal, '-s', signatureFile, time]
  const { exitCode, stdout, stderr } = await run('ssh-keygen', args, text)
  if (exitCode === 127) throw noProgram()
  const good = /^Good "[^"]*" signature for .* with \S+ key (SHA256:\S+)/m.exec(stdout)
  if (exitCode === 0 && good) return { valid: true, key: good[1]! }
  const found = await run('ssh-keygen', ['-Y', 'find-principals', '-f', signersFile, '-s', signatureFile, time], text)
  const others = found.exitCode === 0 ? found.stdout.split(/\r?\n/).filter((other) => other !== '' && other !== principal) : []
  return { valid: false, why: verifyingProblem(`${stdout}\n${stderr}`, principal, others) }
}

/** As ssh-keygen reads times, in the machine's zone; versions before 9.1 know no other. */
function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}

async function privateFolder(temporary: string): Promise<AsyncDisposable & { write(name: string, content: string): Promise<string> }> {
  const path = await mkdtemp(join(temporary, 'backout-')).catch((cause: unknown): never => {
    throw new PlanError('failed', `Cannot verify a signature: no folder can be made in "${temporary}": ${messageOf(cause)}`, {
      cause,
      hint: 'Name a folder that can be written to: TMPDIR=…',
    })
  })
  return {
    async write(name, content) {
      await writeFile(join(path, name), content, { mode: 0o600 })
      return join(path, name)
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true })
    },
  }
}

function noProgram(): PlanError {
  return new PlanError('missing', 'Cannot use sign-offs: there is no ssh-keygen', { hint: 'Install OpenSSH 8.9 or newer' })
}
