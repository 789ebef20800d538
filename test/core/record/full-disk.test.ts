import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { plan } from '../../support/cli.ts'
import { fileTree } from '../../support/file-tree.ts'
import { dumpSqlite } from '../../support/sqlite-dump.ts'

const preload = `--import=${pathToFileURL(join(import.meta.dirname, 'full-from.mjs')).href}`

const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: p }
scope: { files: ['src/**'], databases: { db: ['*'] } }
steps:
  - { id: create, uses: sql/execute, with: { connection: db, sql: 'create table notes (id integer primary key, text)' } }
  - { id: fill, uses: sql/execute, with: { connection: db, sql: "insert into notes (text) values ('once')" } }
  - { id: double, uses: file/replace, with: { paths: ['src/*.txt'], find: one, replace: one one, count: 1 } }
  - { id: write, uses: file/write, with: { path: src/deep/c.txt, content: new } }
  - { id: remove, uses: file/delete, with: { paths: [src/gone.txt] } }
`

function makeFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'backout-full-'))
  mkdirSync(join(root, 'src'))
  writeFileSync(join(root, 'src/a.txt'), 'one\n')
  // Too large for the journal: its undo is stored beside it.
  writeFileSync(join(root, 'src/gone.txt'), 'bye '.repeat(2000))
  writeFileSync(join(root, 'p.plan.yaml'), text)
  writeFileSync(
    join(root, 'backout.yaml'),
    'apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { db: { driver: sqlite, file: x.db } } } }\n',
  )
  const db = new DatabaseSync(join(root, 'x.db'))
  db.exec('create table other (a)')
  db.close()
  return root
}

interface State {
  readonly database: string
  readonly files: Readonly<Record<string, string>>
}
const stateOf = (root: string): State => ({
  database: dumpSqlite(join(root, 'x.db'), /^backout_/),
  files: fileTree(root, ['x.db']),
})

/** A way of the plan: what is typed, and what `plan status` says where nothing of it was begun, and where it is done. */
interface Way {
  readonly args: readonly string[]
  readonly before: string
  readonly done: string
}
const forward: Way = { args: ['run', 'p', '--yes'], before: 'pending', done: 'applied' }
const back: Way = { args: ['rollback', '--yes'], before: 'applied', done: 'rolled-back' }

async function standing(root: string): Promise<string | undefined> {
  const { stdout } = await plan(root, ['status', '--json'])
  return (JSON.parse(stdout) as { readonly plans: readonly { readonly state: string }[] }).plans[0]?.state
}

/** What a person would type once there is space again. */
async function goOn(root: string, way: Way, state: string | undefined): Promise<string | undefined> {
  if (state === way.done) return undefined
  const { exitCode, stdout, stderr } = await plan(root, state === way.before ? way.args : ['resume'])
  return exitCode === 0 ? undefined : `exit ${exitCode}: ${stdout}${stderr}`
}

async function tryFrom(start: string, way: Way, after: State, from: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'backout-full-'))
  const at = `${way.args[0]}, full from write ${from}`
  try {
    cpSync(start, root, { recursive: true })
    const { exitCode, stderr } = await plan(root, way.args, { env: { NODE_OPTIONS: preload, FULL_FROM: String(from) } })
    const state = await standing(root)
    // The claim that cannot be given up at the very end does no harm.
    if (exitCode !== 0) assert.match(stderr, /Error: Cannot write [^]*: the disk is full/, at)
    // 1 says that nothing is left half done.
    if (exitCode === 1) assert.deepEqual([state, stateOf(root)], [way.before, stateOf(start)], at)
    else assert.ok(exitCode === 4 || state === way.done, `${at}: ${exitCode}, ${state}`)
    assert.equal(await goOn(root, way, state), undefined, at)
    assert.deepEqual(stateOf(root), after, at)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Tries every write; gives the folder where all went well. */
async function tryAll(start: string, way: Way): Promise<string> {
  const done = mkdtempSync(join(tmpdir(), 'backout-full-'))
  cpSync(start, done, { recursive: true })
  const count = `${done}.count`
  const { exitCode, stdout, stderr } = await plan(done, way.args, { env: { NODE_OPTIONS: preload, FULL_COUNT: count } })
  assert.equal(exitCode, 0, stdout + stderr)
  const writes = Number(readFileSync(count, 'utf8'))
  rmSync(count)
  const after = stateOf(done)
  const queue = Array.from({ length: writes }, (_, from) => from).values()
  const worker = async (): Promise<void> => {
    for (const from of queue) await tryFrom(start, way, after, from)
  }
  await Promise.all([worker(), worker(), worker()])
  console.log(`plan ${way.args[0]}: the disk was full from each of ${writes} writes on`)
  assert.ok(writes > 10)
  return done
}

test('Law: a disk that is full from any write on is told, nothing is lost or done twice, and the run goes on, either way, once there is space', async (t) => {
  const start = makeFolder()
  const folders = [start]
  t.after(() => folders.map((root) => rmSync(root, { recursive: true, force: true })))
  folders.push(await tryAll(start, forward))
  folders.push(await tryAll(folders[1]!, back))
  assert.deepEqual(stateOf(folders[2]!), stateOf(start))
})
