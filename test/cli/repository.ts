import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Ajv } from 'ajv'
import { type CliResult, plan, typed } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { writeFiles } from '../support/write-files.ts'

/** A git repository in a temporary folder, and `plan` in it. */
export interface Repository {
  readonly root: string
  plan(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>
  /** Types a line into a shell there. */
  typed(line: string): Promise<CliResult>
  /** Runs a command with `--json`, and holds what it prints against its published schema. */
  json<T = Record<string, unknown>>(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Answer<T>>
  write(path: string, text: string): void
  read(path: string): string
  git(...args: readonly string[]): string
}

/** What a command with `--json` gave. */
export interface Answer<T> {
  readonly exitCode: number | undefined
  readonly value: T
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string }
}

/** Makes the repository, with everything committed; it goes away with the test. */
export function repository(t: TestContext, files: { readonly [path: string]: string } = {}): Repository {
  const root = temporaryFolder(t)
  const write = (path: string, text: string): void => writeFiles(root, { [path]: text })
  const git = (...args: readonly string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim()
  writeFiles(root, files)
  git('init', '-qb', 'main')
  for (const [name, value] of [
    ['user.name', 'Ann'],
    ['user.email', 'ann@example.com'],
    ['commit.gpgsign', 'false'],
  ])
    git('config', name!, value!)
  git('add', '.')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  return {
    root,
    write,
    git,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    typed: (line) => typed(root, line),
    plan: (args, env = {}) => plan(root, args, { env }),
    json: (args, env = {}) => jsonOf(root, args, env),
  }
}

/** A plan that writes files: `steps` are the lines under `steps:`, without their indentation. */
export function planText(name: string, steps: string, more = ''): string {
  return `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: ${name} }
scope: { files: ["out/**"] }
${more}
steps:
${steps.replaceAll(/^(?=.)/gm, '  ')}
`
}

/** A step that writes a file. */
export function writes(id: string, path = `out/${id}.txt`, content = id): string {
  return `- id: ${id}\n  uses: file/write\n  with: { path: ${path}, content: "${content}" }\n`
}

const validators = new Map<string, (value: unknown) => boolean>()

async function jsonOf<T>(root: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Answer<T>> {
  const { exitCode, stdout, stderr } = await plan(root, [...args, '--json'], { env })
  assert.equal(stderr, '', `plan ${args.join(' ')} --json says nothing on stderr`)
  const value = JSON.parse(stdout) as T & Pick<Answer<T>, 'error'>
  const valid = validatorOf(args[0]!)
  assert.ok(
    valid(value),
    `plan ${args.join(' ')} --json has its published shape: ${JSON.stringify((valid as { errors?: unknown }).errors)}\n${stdout}`,
  )
  return { exitCode, value, error: value.error }
}

function validatorOf(command: string): (value: unknown) => boolean {
  const known = validators.get(command)
  if (known) return known
  const schema = JSON.parse(readFileSync(new URL(`../../schemas/commands/${command}.schema.json`, import.meta.url), 'utf8'))
  const valid = new Ajv({ strict: false, logger: false }).compile(schema) as (value: unknown) => boolean
  validators.set(command, valid)
  return valid
}
