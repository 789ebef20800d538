import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { plan } from '../support/cli.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { openPostgres } from '../support/postgres-bench.ts'
import { postgresDriver } from '../../packages/plugins/src/sql/postgres/driver.ts'
import { type Cut, startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'
import { problemsAt } from './problems-at.ts'

const preload = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href

const project = `apiVersion: backout/v1
kind: Project
environments:
  local:
    connections:
      crm: { driver: postgres, url: "\${{ secrets.CRM_URL }}" }
`

const split = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: split }
scope:
  databases: { crm: [public.customers, public.names] }
preconditions:
  - id: rows
    uses: sql/query
    with: { connection: crm, sql: "select count(*) from customers" }
    assert: outputs.value == 3
steps:
  - id: expand
    uses: sql/execute
    with: { connection: crm, sql: "alter table customers add last_name text; create table names (name text)" }
    rollback: { with: { sql: "drop table names; alter table customers drop last_name" } }
  - id: fill
    uses: sql/execute
    with:
      connection: crm
      sql: "insert into names select coalesce(max(name), '') || '+' from names"
    rollback: { with: { sql: "delete from names" } }
  - id: find
    uses: sql/execute
    with: { connection: crm, sql: "create index concurrently customers_last on customers (last_name)" }
    rollback: { with: { sql: "drop index concurrently customers_last" } }
  - id: count
    uses: sql/execute
    with: { connection: crm, sql: "update customers set visits = visits + 1" }
    rollback: { with: { sql: "update customers set visits = visits - 1" } }
`

/** A repository with the plan, and a database of its own. */
interface Place extends AsyncDisposable {
  readonly root: string
  readonly database: TestDatabase
  readonly env: Readonly<Record<string, string>>
}

async function makePlace(port?: number): Promise<Place> {
  const database = await createDatabase()
  await database.query(`create table customers (id int primary key, full_name text, visits int not null default 0);
    insert into customers values (1, 'Ada Lovelace'), (2, 'Grace Hopper'), (3, null)`)
  const root = await mkdtemp(join(tmpdir(), 'backout-crash-'))
  await mkdir(join(root, 'plans'))
  await writeFile(join(root, 'backout.yaml'), project)
  await writeFile(join(root, 'plans/split.plan.yaml'), split)
  const dispose = async (): Promise<void> => {
    await rm(root, { recursive: true, force: true })
    await rm(`${root}.count`, { force: true })
    await database[Symbol.asyncDispose]()
  }
  const env = { CRM_URL: port === undefined ? database.url : database.urlAt({ port }) }
  return { root, database, env, [Symbol.asyncDispose]: dispose }
}

/** Everything of the plan's, and whether the ledger is there; it may only be after a run. */
async function stateOf({ database }: Place): Promise<string> {
  await using session = await openPostgres(database.url, { access: 'read' })
  const ledger = await database.query("select 1 from pg_namespace where nspname = 'backout'")
  const rows = await database.query('select id, visits from customers order by id')
  return `${await postgresDriver.fingerprint(session, ['*'])} ${JSON.stringify(rows)} ledger: ${ledger.length > 0}`
}

interface Undisturbed {
  readonly before: string
  readonly after: string
  readonly writes: { readonly run: number; readonly rollback: number }
}

async function undisturbed(): Promise<Undisturbed> {
  await using place = await makePlace()
  const before = await stateOf(place)
  const run = await counted(place, ['run', 'split'])
  const after = await stateOf(place)
  const rollback = await counted(place, ['rollback', '--yes'])
  assert.equal(await stateOf(place), before)
  assert.match(after, /"visits":1.*ledger: true/)
  return { before, after, writes: { run, rollback } }
}

async function counted({ root, env }: Place, args: readonly string[]): Promise<number> {
  const file = `${root}.count`
  const { exitCode, stdout, stderr } = await plan(root, args, { env: { ...env, NODE_OPTIONS: `--import=${preload}`, KILL_COUNT: file } })
  assert.equal(exitCode, 0, stdout + stderr)
  return Number(await readFile(file, 'utf8'))
}

interface Point {
  readonly direction: 'run' | 'rollback'
  readonly at: number
  readonly when: 'before' | 'torn' | 'after'
  readonly next: 'resume' | 'rollback'
}

/** Kills at a point and goes on; gives what is wrong, or undefined. */
async function tryPoint({ before, after }: Undisturbed, { direction, at, when, next }: Point): Promise<string | undefined> {
  await using place = await makePlace()
  const { root, env } = place
  if (direction === 'rollback') await plan(root, ['run', 'split'], { env })
  const args = direction === 'run' ? ['run', 'split'] : ['rollback', '--yes']
  await plan(root, args, { env: { ...env, NODE_OPTIONS: `--import=${preload}`, KILL_AT: String(at), KILL_WHEN: when } })
  const output = await goOn(place, direction, next)
  const state = await stateOf(place)
  const forward = direction === 'run' && next === 'resume'
  const standing = await standingOf(place)
  const isOver = (forward ? ['applied'] : ['rolled-back', 'pending']).includes(standing)
  return isOver && state === (forward ? after : before) ? undefined : `is ${state}, ${standing}, after ${output}`
}

/** What `plan status` says of the plan. */
async function standingOf({ root, env }: Place): Promise<string> {
  const { stdout } = await plan(root, ['status', '--json'], { env })
  return (JSON.parse(stdout) as { readonly plans: readonly { readonly state: string }[] }).plans[0]!.state
}

/** What a person would type next. */
async function goOn(place: Place, direction: Point['direction'], next: Point['next']): Promise<string> {
  const { root, env } = place
  const state = await standingOf(place)
  if (state === 'pending') return next === 'rollback' ? state : text(await plan(root, ['run', 'split'], { env }))
  if (state === 'rolled-back' || (state === 'applied' && direction === 'run' && next === 'resume')) return state
  return text(await plan(root, next === 'resume' && state !== 'applied' ? ['resume'] : ['rollback', '--yes'], { env }))
}

function text({ exitCode, stdout, stderr }: Awaited<ReturnType<typeof plan>>): string {
  return `exit ${exitCode}: ${stdout}${stderr}`
}

function pointsOf({ writes }: Undisturbed): readonly Point[] {
  return (['run', 'rollback'] as const).flatMap((direction) =>
    Array.from({ length: writes[direction] }, (_, at) => at).flatMap((at) =>
      (['before', 'torn', 'after'] as const).flatMap((when) =>
        (['resume', 'rollback'] as const).map((next) => ({ direction, at, when, next })),
      ),
    ),
  )
}

test('Law: on PostgreSQL a process that is killed at any write to its record loses nothing, and nothing happens twice', async () => {
  const ways = await undisturbed()
  const points = pointsOf(ways)
  const chosen =
    process.env['BACKOUT_TEST_CRASH'] === 'all' ? points : points.filter((_, index) => (index - Math.floor(index / 6)) % 12 === 0)
  const wrong = await problemsAt(chosen, (point) => tryPoint(ways, point))
  console.log(`PostgreSQL: killed at ${chosen.length} of ${points.length} points`)
  assert.deepEqual(wrong, [])
})

type Way = 'run' | 'rollback'

const commands: { readonly [way in Way]: readonly string[] } = { run: ['run', 'split'], rollback: ['rollback', '--yes'] }

/** A run, or the rollback of one, behind a proxy that is told first what to do. */
async function behindProxy(way: Way, prepare: (proxy: TcpProxy) => void) {
  await using first = await makePlace()
  await using proxy = await startTcpProxy(first.database.server)
  const place = { ...first, env: { CRM_URL: first.database.urlAt({ port: proxy.port }) } }
  if (way === 'rollback') await plan(place.root, commands.run, { env: place.env })
  const { commits } = proxy
  prepare(proxy)
  const { exitCode, stdout, stderr } = await plan(place.root, commands[way], { env: place.env })
  return { exitCode, said: stdout + stderr, cuts: proxy.cuts, commits: proxy.commits - commits, state: await stateOf(place) }
}

/** Cuts the connection of one COMMIT: a run must end as applied, or as if it had never been, and say which; a rollback brings all back. */
async function tryCut(
  { before, after }: Undisturbed,
  way: Way,
  { how, skip }: { readonly how: Cut; readonly skip: number },
): Promise<string | undefined> {
  const { exitCode, said, cuts, state } = await behindProxy(way, (proxy) => proxy.cutNextCommit(how, skip))
  if (cuts !== 1) return 'nothing was cut'
  if (exitCode === 0 && state === (way === 'run' ? after : before)) return undefined
  return way === 'run' && exitCode === 1 && state === before ? undefined : `exit ${exitCode}, is ${state} after ${said}`
}

for (const [way, end] of [
  ['run', 'as applied or as never begun'],
  ['rollback', 'with all as it was before'],
] as const)
  test(`Law: on PostgreSQL a ${way} whose connection is cut at any COMMIT, before it or after it, ends ${end}`, async () => {
    const ways = await undisturbed()
    const { commits } = await behindProxy(way, () => undefined)
    const cuts = Array.from({ length: commits }, (_, skip) => skip).flatMap((skip) =>
      (['before', 'after'] as const).map((how) => ({ how, skip })),
    )
    const wrong = await problemsAt(cuts, (cut) => tryCut(ways, way, cut))
    console.log(`PostgreSQL: cut a ${way} at ${cuts.length} points (${commits} COMMITs, before and after each)`)
    assert.deepEqual(wrong, [])
  })

test('on PostgreSQL a run whose backend is terminated in the middle of a statement is backed out', async () => {
  await using place = await makePlace()
  const before = await stateOf(place)
  await cp(join(place.root, 'plans/split.plan.yaml'), join(place.root, 'plans/slow.plan.yaml'))
  await rm(join(place.root, 'plans/split.plan.yaml'))
  const slow = split.replace('update customers set visits = visits + 1', 'update customers set visits = visits + 1; select pg_sleep(60)')
  await writeFile(join(place.root, 'plans/slow.plan.yaml'), slow)
  const running = plan(place.root, ['run', 'split'], { env: place.env })
  const doomed =
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid() and datname = current_database()"
  await until(async () => (await place.database.query(doomed)).length > 0)
  const { exitCode, stdout, stderr } = await running
  assert.equal(exitCode, 1, stdout + stderr)
  assert.equal(await stateOf(place), before)
})
