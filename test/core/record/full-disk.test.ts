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

const stateOf = (root: string) => ({ database: dumpSqlite(join(root, 'x.db'), /^backout_/), files: fileTree(root, ['x.db']) })

/** What a person would type once there is space again. */
async function goOn(root: string): Promise<string | undefined> {
  const { stdout } = await plan(root, ['status', '--json'])
  const { plans } = JSON.parse(stdout) as { readonly plans: readonly { readonly state: string }[] }
  if (plans[0]?.state === 'applied') return undefined
  const { exitCode, stdout: said, stderr } = await plan(root, plans[0]?.state === 'pending' ? ['run', 'p', '--yes'] : ['resume'])
  return exitCode === 0 ? undefined : `exit ${exitCode}: ${said}${stderr}`
}

async function tryFrom(start: string, after: ReturnType<typeof stateOf>, from: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'backout-full-'))
  try {
    cpSync(start, root, { recursive: true })
    const { exitCode, stderr } = await plan(root, ['run', 'p', '--yes'], { env: { NODE_OPTIONS: preload, FULL_FROM: String(from) } })
    // The claim that cannot be given up at the very end does no harm.
    if (exitCode !== 0)
      assert.match(`exit ${exitCode}: ${stderr}`, /^exit 1: [^]*Error: Cannot write [^]*: the disk is full/, `full from write ${from}`)
    assert.equal(await goOn(root), undefined, `full from write ${from}`)
    assert.deepEqual(stateOf(root), after, `full from write ${from}`)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

test('Law: a disk that is full from any write on is told, nothing is lost or done twice, and the run goes on once there is space', async (t) => {
  const [start, done] = [makeFolder(), makeFolder()]
  t.after(() => [start, done].map((root) => rmSync(root, { recursive: true, force: true })))
  const count = join(done, '.count')
  const { exitCode, stdout, stderr } = await plan(done, ['run', 'p', '--yes'], { env: { NODE_OPTIONS: preload, FULL_COUNT: count } })
  assert.equal(exitCode, 0, stdout + stderr)
  const writes = Number(readFileSync(count, 'utf8'))
  rmSync(count)
  const after = stateOf(done)
  const queue = Array.from({ length: writes }, (_, from) => from).values()
  const worker = async (): Promise<void> => {
    for (const from of queue) await tryFrom(start, after, from)
  }
  await Promise.all([worker(), worker(), worker()])
  console.log(`the disk was full from each of ${writes} writes on`)
  assert.ok(writes > 10)
})
