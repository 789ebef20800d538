import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type CliResult, plan } from '../support/cli.ts'
import { fileTree } from '../support/file-tree.ts'
import { git } from '../support/git-tree.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'
import { writeFiles } from '../support/write-files.ts'
import { type DiskImage, type Entry, imageAfter, type Luck, restoreImage, type TraceOp } from './disk-image.ts'
import { problemsAt } from './problems-at.ts'

const preload = pathToFileURL(join(import.meta.dirname, 'trace-writes.mjs')).href
/** What changes by other hands than ours: SQLite's own files, and what a command writes. */
const foreign = /^(ledger\.db.*|made\/log\.txt)$/

/** Text that cannot be compressed, of so many characters. */
function noise(length: number): string {
  let text = ''
  while (text.length < length) text += hash('sha256', String(text.length), 'base64')
  return text.slice(0, length)
}

const files: Readonly<Record<string, string>> = {
  'backout.yaml':
    'apiVersion: backout/v1\nkind: Project\nenvironments:\n  local: { connections: { db: { driver: sqlite, file: ledger.db } } }\n',
  '.gitignore': '/ledger.db*\n',
  'src/a.txt': 'one\n',
  // Too large for the journal: their undo goes into packs.
  'src/b.txt': `one ${noise(6000)}\n`,
  'src/old.txt': 'to be moved\n',
  'src/gone.txt': noise(9000),
  'made/log.txt': 'begun\n',
  'append.mjs': "import { appendFileSync } from 'node:fs'\nappendFileSync('made/log.txt', 'once\\n')\n",
  'everything.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: everything }
scope: { files: ['src/**', 'made/**'], databases: { db: ['*'] }, commands: [node] }
steps:
  - { id: create, uses: sql/execute, with: { connection: db, sql: 'create table notes (id integer primary key, text)' } }
  - { id: fill, uses: sql/execute, with: { connection: db, sql: "insert into notes (text) values ('once')" } }
  - { id: double, uses: file/replace, with: { paths: ['src/*.txt'], find: one, replace: one one, count: 2 } }
  - { id: write, uses: file/write, with: { path: src/deep/new/c.txt, content: new } }
  - { id: beside, uses: file/write, needs: [double], with: { path: src/deep/beside.txt, content: "${'beside '.repeat(2000)}" } }
  - { id: count, uses: sql/execute, with: { connection: db, sql: update counters set n = n + 1 } }
  - { id: append, uses: exec/run, onFailure: pause, with: { command: [node, append.mjs], writes: [made/log.txt] } }
  - { id: move, uses: file/move, with: { from: src/old.txt, to: src/deep/moved.txt } }
  - { id: copy, uses: file/copy, with: { from: src/b.txt, to: src/copy.txt } }
  - { id: remove, uses: file/delete, with: { paths: [src/gone.txt] } }
successCriteria:
  - { id: counted, uses: sql/query, with: { connection: db, sql: select n from counters }, assert: outputs.value == 1 }
`,
}

async function makeRepository(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'backout-lost-'))
  writeFiles(root, files)
  const db = new DatabaseSync(join(root, 'ledger.db'))
  db.exec('create table counters (n integer); insert into counters values (0)')
  db.close()
  await git(root, 'init', '--quiet', '--template=')
  await git(root, 'add', '.')
  await git(root, 'commit', '--quiet', '-m', 'All')
  return root
}

interface State {
  readonly database: string
  readonly files: Readonly<Record<string, string>>
}

/** After a run the ledger is there, with an identity and times of its own; before it and after a rollback nothing of it may be left. */
const stateOf = (root: string, ledger: 'with' | 'without'): State => ({
  database: dumpSqlite(join(root, 'ledger.db'), ledger === 'without' ? /^backout_/ : undefined),
  files: fileTree(root, ['ledger.db']),
})

function readImage(root: string): DiskImage {
  const entries = readdirSync(root, { recursive: true }).map((name): [string, Entry] => {
    const where = join(root, String(name))
    const stat = lstatSync(where)
    const mode = stat.mode & 0o777
    if (stat.isSymbolicLink()) return [String(name), { mode, target: readlinkSync(where) }]
    return [String(name), stat.isDirectory() ? { mode } : { mode, data: readFileSync(where) }]
  })
  return new Map(entries)
}

/** One way through the plan: the disk before it, everything that was written on the way, and the states to end in. */
interface Way {
  readonly direction: 'run' | 'rollback'
  readonly disk: DiskImage
  readonly ops: readonly TraceOp[]
  readonly before: State
  readonly after: State
}

/** Runs the command line on a repository, undisturbed, and records what it wrote. */
async function record(root: string, direction: Way['direction'], before: State): Promise<Way> {
  const disk = readImage(root)
  const trace = `${root}.trace`
  const args = direction === 'run' ? ['run', 'everything', '--yes'] : ['rollback', '--yes']
  const env = { NODE_OPTIONS: `--import=${preload}`, TRACE_ROOT: root, TRACE_FILE: trace, TRACE_FOREIGN: foreign.source }
  const { exitCode, stdout, stderr } = await plan(root, args, { env })
  assert.equal(exitCode, 0, stdout + stderr)
  const ops = readFileSync(trace, 'utf8')
    .split('\n')
    .map((line) => JSON.parse(line) as TraceOp)
  await rm(trace)
  return { direction, disk, ops, before, after: stateOf(root, 'without') }
}

/** What may become of changes that were not synced. Seeded: every run of this test tries the same. */
const lucks: readonly (readonly [name: string, luck: Luck])[] = [
  ['nothing unsynced is left', () => false],
  ['names are left, contents are lost', (_, kind) => kind === 'name'],
  ['contents are left, names are lost', (_, kind) => kind === 'content'],
  ...['one', 'two', 'three'].map((seed): [string, Luck] => [
    `any of it is left (${seed})`,
    (index, kind, page) => draw(`${seed} ${index} ${kind} ${page}`),
  ]),
]

const draw = (of: string): boolean => hash('sha256', of, 'buffer')[0]! < 128

interface Point {
  readonly at: number
  readonly luck: string
  readonly image: DiskImage
  readonly then: 'resume' | 'rollback'
}

/** All disks that differ, at every operation and with every luck. */
function pointsOf({ disk, ops }: Way): readonly Point[] {
  const seen = new Set<string>()
  const points: Point[] = []
  for (let at = 1; at <= ops.length; at++) {
    for (const [luck, keeps] of lucks) {
      const image = imageAfter(disk, ops, at, keeps)
      const digest = digestOf(image)
      if (seen.has(digest)) continue
      seen.add(digest)
      points.push({ at, luck, image, then: 'resume' }, { at, luck, image, then: 'rollback' })
    }
  }
  return points
}

function digestOf(image: DiskImage): string {
  const entries = [...image].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(entries.map(([path, { mode, data, target }]) => [path, mode, target, data?.toString('latin1')])))
}

/** Starts again from a disk, and goes on; gives what is wrong, or undefined. */
async function tryPoint(way: Way, { image, then }: Point): Promise<string | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'backout-lost-'))
  try {
    restoreImage(root, image)
    const { exitCode, stdout, stderr } = await goOn(root, way.direction, then)
    const forward = then === 'resume' && way.direction === 'run'
    if (exitCode !== 0) return `exit ${exitCode}: ${stdout}${stderr}`
    return difference(forward ? way.after : way.before, stateOf(root, forward ? 'without' : 'with'))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function difference(expected: State, actual: State): string | undefined {
  if (expected.database !== actual.database) return `the database is\n${actual.database}\ninstead of\n${expected.database}`
  const paths = [...new Set([...Object.keys(expected.files), ...Object.keys(actual.files)])]
  const differing = paths.filter((path) => expected.files[path] !== actual.files[path])
  return differing.length === 0
    ? undefined
    : differing.map((path) => `${path} is ${actual.files[path]?.slice(0, 80)}, not ${expected.files[path]?.slice(0, 80)}`).join('\n')
}

/** What a person would type; where the record does not know of the run yet, it is run anew, or there is nothing to roll back. */
async function goOn(root: string, direction: Way['direction'], then: 'resume' | 'rollback'): Promise<CliResult> {
  const status = await plan(root, ['status', '--json'])
  if (status.exitCode !== 0) return status
  const { plans } = JSON.parse(status.stdout) as { readonly plans: readonly { readonly state: string }[] }
  const state = plans[0]?.state
  if (direction === 'run' && state === 'pending') return then === 'rollback' ? done : plan(root, ['run', 'everything', '--yes'])
  if (state === 'applied' && then === 'resume') return direction === 'run' ? done : plan(root, ['rollback', '--yes'])
  if (state === 'rolled-back') return done
  const command = then === 'resume' ? ['resume'] : ['rollback', '--yes']
  const first = await plan(root, command)
  if (first.exitCode !== 4) return first
  // Whether a command ran to its end before the crash may be for a person to tell, who looks at what it wrote.
  const ran = readFileSync(join(root, 'made/log.txt'), 'utf8').includes('once')
  await plan(root, ['resolve', 'append', '--as', ran ? 'applied' : 'absent', '--reason', 'the log says so'])
  return plan(root, command)
}

const done: CliResult = { exitCode: 0, stdout: '', stderr: '' }

/** So many of them by default, evenly spread. */
const share = 24

test('Law: a loss of all that was not synced loses nothing that was said to be done, and nothing happens twice', async (t) => {
  const root = await makeRepository()
  const clean = await mkdtemp(join(tmpdir(), 'backout-lost-'))
  await cp(root, clean, { recursive: true })
  t.after(() => Promise.all([root, clean].map((path) => rm(path, { recursive: true, force: true }))))
  const before = stateOf(root, 'with')
  const forward = await record(root, 'run', before)
  const back = await record(root, 'rollback', before)
  for (const way of [forward, back]) {
    await t.test(`a ${way.direction} whose machine loses power goes on to exactly the state of an undisturbed one`, async () => {
      const points = pointsOf(way)
      const every = process.env['BACKOUT_TEST_CRASH'] === 'all' ? 1 : Math.max(1, Math.floor(points.length / share))
      const chosen = points.filter((_, index) => (index + Math.floor(index / every)) % every === 0)
      const told = ({ at, luck, then }: Point): string => `before operation ${at}, ${luck}, then ${then}:`
      const wrong = await problemsAt(chosen, (point) => tryPoint(way, point), told)
      console.log(`${way.direction}: lost power at ${chosen.length} of ${points.length} points (${way.ops.length} operations recorded)`)
      assert.deepEqual(wrong, [])
    })
  }
})
