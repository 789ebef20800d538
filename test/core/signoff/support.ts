import { execFileSync, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BoundPlan, BoundSignOff } from '../../../packages/core/src/model/index.ts'
import {
  makeStatement,
  type Predicate,
  type ProcessRunner,
  signStatement,
  type SshTools,
} from '../../../packages/core/src/signoff/index.ts'

/** Runs real programs, with this in their environment, and without an agent. */
export const runWith =
  (env: { readonly [name: string]: string }): ProcessRunner =>
  (command, args, stdin) =>
    new Promise((resolve) => {
      const child = spawn(command, [...args], { stdio: 'pipe', env: { ...process.env, SSH_AUTH_SOCK: '', ...env } })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
      child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
      child.on('error', () => resolve({ exitCode: 127, stdout, stderr }))
      child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 128, stdout, stderr }))
      child.stdin.on('error', () => undefined)
      child.stdin.end(stdin)
    })

/** Runs a real program. */
export const run: ProcessRunner = runWith({})

/** A folder of keys, removed at the end of the test file. */
export class KeyRing implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'backout-keys-'))
  readonly tools: SshTools = { run, temporary: this.folder }

  /** Makes a key pair without a passphrase; gives the private key's path. */
  make(name: string, type: readonly string[] = ['ed25519']): string {
    const path = join(this.folder, name)
    execFileSync('ssh-keygen', ['-q', '-t', ...type, '-N', '', '-C', name, '-f', path])
    return path
  }

  /** A line of `allowed_signers`. */
  line(principal: string, key: string, options = ''): string {
    const [type, base64] = readFileSync(`${key}.pub`, 'utf8').split(' ')
    return `${principal} ${options === '' ? '' : `${options} `}${type} ${base64}\n`
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const noon = new Date('2026-06-01T12:00:00Z')
export const hour = 3_600_000

/** A time so many hours after noon. */
export function hoursLater(hours: number): Date {
  return new Date(noon.getTime() + hours * hour)
}

/** A bound plan, as far as sign-offs read it. */
export function boundPlan(more: Partial<BoundPlan> = {}): BoundPlan {
  const digest = (text: string) => `sha256-v1:${hash('sha256', text)}`
  const bindingParts = {
    plan: digest('p'),
    environment: digest('e'),
    'file "sql/a.sql"': digest('f'),
    'input "size"': digest('i'),
    ...more.bindingParts,
  }
  const bound = {
    name: 'split-names',
    path: 'plans/split.plan.yaml',
    environment: 'production',
    planDigest: digest(JSON.stringify([bindingParts.plan])),
    signOffs: { distinct: true, require: [] },
    ...more,
    bindingParts,
  }
  return {
    ...bound,
    bindingDigest: digest(`b${Object.values(bindingParts).join('')}`.split('').toReversed().join('')),
  } as unknown as BoundPlan
}

/** A requirement; one sign-off of a service owner before the start, unless told otherwise. */
export function requirement(more: Partial<BoundSignOff> = {}): BoundSignOff {
  return { id: 'review', role: 'owner', count: 1, gate: false, ...more }
}

/** Signs, and gives the file as it lies beside the plan. */
export async function signed(
  bounds: BoundPlan | readonly BoundPlan[],
  key: string,
  predicate: Partial<Predicate>,
  tools: SshTools,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const statement = makeStatement(Array.isArray(bounds) ? (bounds as readonly BoundPlan[]) : [bounds as BoundPlan], {
    role: 'owner',
    principal: 'alice@example.com',
    decision: 'approve',
    signedAt: noon.toISOString(),
    ...predicate,
  })
  const { name, content } = await signStatement(statement, key, tools)
  return { name, bytes: Buffer.from(content) }
}
