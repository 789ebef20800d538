import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plan } from '../support/cli.ts'
import { fileTree } from '../support/file-tree.ts'
import { dataFolder, makeShop, type Shop } from '../support/shop.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'

/** Why these tests are left out; false where they are not. */
export const missing = existsSync(join(dataFolder, 'chinook'))
  ? false
  : `NOT TESTED: the Chinook database is not in ${dataFolder} (set BACKOUT_TEST_DATA)`
const preload = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href

/** Where in its n-th write to the record a process dies. */
export type When = 'before' | 'torn' | 'after'

/** Runs `plan` until its n-th write to the record, at which it is killed; gives what it said, if it got that far. */
export function killed(root: string, args: readonly string[], at: number, when: When): ReturnType<typeof plan> {
  return plan(root, args, { env: { NODE_OPTIONS: `--import=${preload}`, KILL_AT: String(at), KILL_WHEN: when } })
}

/** Folders of repositories: one before the plan, one after it, and how many writes to the record each way took. */
export interface Stage extends AsyncDisposable {
  readonly shop: Shop
  readonly before: State
  readonly after: State
  readonly applied: string
  readonly writes: { readonly run: number; readonly rollback: number }
}
/** A database and the files beside it. */
export interface State {
  readonly database: string
  readonly files: Readonly<Record<string, string>>
}

/** After a run the ledger is there, with an identity and times of its own; before it and after a rollback nothing of it may be left. */
export const stateOf = (root: string, ledger: 'with' | 'without'): State => ({
  database: dumpSqlite(join(root, 'shop.db'), ledger === 'without' ? /^backout_/ : undefined),
  files: fileTree(root, ['shop.db']),
})

/** Writes to the record, counted in a process that is left alone. */
export async function counted(root: string, args: readonly string[]): Promise<number> {
  const file = `${root}.count`
  const { exitCode, stdout, stderr } = await plan(root, args, { env: { NODE_OPTIONS: `--import=${preload}`, KILL_COUNT: file } })
  assert.equal(exitCode, 0, stdout + stderr)
  return Number(await readFile(file, 'utf8'))
}

/** Makes the repositories, and counts. */
export async function makeStage(): Promise<Stage> {
  await using opened = new AsyncDisposableStack()
  const copied = async (root: string): Promise<string> => {
    const copy = await copyOf(root)
    opened.defer(async () => {
      for (const path of [copy, `${copy}.count`]) await rm(path, { recursive: true, force: true })
    })
    return copy
  }
  const shop = opened.use(await makeShop())
  const applied = await copied(shop.root)
  const before = stateOf(applied, 'with')
  const run = await counted(applied, ['run', 'shop-address'])
  const after = stateOf(applied, 'without')
  const back = await copied(applied)
  const rollback = await counted(back, ['rollback', '--yes'])
  assert.deepEqual(stateOf(back, 'with'), before)
  const kept = opened.move()
  return { shop, before, after, applied, writes: { run, rollback }, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** A repository of its own, as another is. */
export async function copyOf(root: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'backout-crash-'))
  await cp(root, copy, { recursive: true })
  return copy
}

/** How a process ended, and all it said. */
export function plain({ exitCode, stdout, stderr }: Awaited<ReturnType<typeof plan>>) {
  return { exitCode, output: stdout + stderr }
}

/** What differs between two texts, told by the first line that does. */
export function firstDifference(expected: string, actual: string): string | undefined {
  const [wanted, found] = [expected.split('\n'), actual.split('\n')]
  const line = wanted.findIndex((text, index) => text !== found[index])
  if (line < 0 && wanted.length === found.length) return undefined
  return `line ${line}: expected ${wanted[line]?.slice(0, 300)}, is ${found[line]?.slice(0, 300)}`
}

/** What is wrong with a repository, or undefined where it is as it is expected to be. */
export function differenceTo(expected: State, state: State): string | undefined {
  const database = firstDifference(expected.database, state.database)
  if (database !== undefined) return `the database differs: ${database}`
  const files = firstDifference(JSON.stringify(expected.files, null, 1), JSON.stringify(state.files, null, 1))
  return files === undefined ? undefined : `the files differ: ${files}`
}
