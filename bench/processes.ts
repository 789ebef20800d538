import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the repository stands. */
export const root = resolve(import.meta.dirname, '..')

/** Programs to start, each as an argv: Backout as npm links it, and the peers of bench/package.json. */
export const programs = {
  node: [process.execPath],
  plan: [process.execPath, join(root, 'packages/cli/bin/plan.js')],
  bareOclif: [process.execPath, join(import.meta.dirname, 'peers/oclif/run.js')],
  ajv: [process.execPath, join(import.meta.dirname, 'node_modules/ajv-cli/dist/index.js')],
  dbmate: [join(import.meta.dirname, `node_modules/@dbmate/${process.platform}-${process.arch}/bin/dbmate`)],
  astGrep: [join(import.meta.dirname, 'node_modules/.bin/ast-grep')],
  knex: [process.execPath, join(import.meta.dirname, 'peers/knex.js')],
} as const

/** Runs a process to its end, as silently as it can be; gives what it wrote to stdout. Throws where it fails or is missing. */
export function start(program: readonly string[], args: readonly string[], options: { readonly cwd?: string } = {}): string {
  const [command, ...first] = program as [string, ...string[]]
  const missing = [command, ...first].find((path) => path.startsWith(root) && !existsSync(path))
  if (missing !== undefined) throw new Error(`${missing} is missing: npm run bench installs the peers`)
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], { encoding: 'utf8', ...options })
  if (error) throw error
  if (status !== 0) throw new Error(`${[command, ...first, ...args].join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** A new folder on the repository's own disk: the system's temporary folder may be in memory, where a sync costs nothing. */
export function temporaryFolder(name: string): string {
  const parent = join(import.meta.dirname, '.backout')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, `${name}-`))
}
