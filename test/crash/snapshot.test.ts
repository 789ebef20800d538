import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { plan } from '../support/cli.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'
import { counted, firstDifference, killed, type When } from './stage.ts'

const begin = `CREATE TABLE docs (id INTEGER PRIMARY KEY, body);
  CREATE VIRTUAL TABLE words USING fts5 (body, content = docs, content_rowid = id);
  CREATE TRIGGER docs_up AFTER UPDATE ON docs BEGIN
    INSERT INTO words (words, rowid, body) VALUES ('delete', OLD.id, OLD.body); INSERT INTO words (rowid, body) VALUES (NEW.id, NEW.body); END;
  WITH RECURSIVE c (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 2000)
  INSERT INTO docs SELECT i, 'word' || (i % 97) || ' other' || i FROM c;
  INSERT INTO words (words) VALUES ('rebuild')`

const steps = [
  { id: 'reword', undo: 'snapshot', sql: `UPDATE docs SET body = 'new ' || body WHERE id % 3 = 0` },
  { id: 'boxes', sql: `CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1); INSERT INTO boxes SELECT id, id, id + 5 FROM docs` },
  { id: 'merge', undo: 'snapshot', sql: `INSERT INTO words (words) VALUES ('optimize'); DELETE FROM boxes WHERE id < 1500` },
  { id: 'gone', sql: `DROP TABLE words; DROP TRIGGER docs_up` },
].map(({ sql, ...step }) => ({ ...step, uses: 'sql/execute', with: { connection: 'app', sql } }))

const document = {
  apiVersion: 'backout/v1',
  kind: 'MigrationPlan',
  metadata: { name: 'index' },
  connections: { app: { driver: 'sqlite', file: 'app.db' } },
  scope: { databases: { app: ['docs', 'words', 'boxes'] } },
  steps,
}

const contentOf = (root: string): string => dumpSqlite(join(root, 'app.db'), /^backout_/)

function makeRepository(root: string): void {
  mkdirSync(root)
  writeFileSync(join(root, 'index.plan.yaml'), JSON.stringify(document))
  using db = new DatabaseSync(join(root, 'app.db'))
  db.exec(begin)
}

/** What a person would type after a crash; what it says where that fails. */
async function goOn(root: string, run: readonly string[], forward: boolean): Promise<string> {
  const { stdout: status } = await plan(root, ['status', '--json'])
  const [{ state }] = (JSON.parse(status) as { readonly plans: readonly [{ readonly state: string }] }).plans
  if (state === 'pending' ? !forward : state === (forward ? 'applied' : 'rolled-back')) return ''
  const { exitCode, stdout, stderr } = await plan(root, state === 'pending' ? run : forward ? ['resume'] : ['rollback', '--yes'])
  return exitCode === 0 ? '' : `exit ${exitCode}: ${stdout}${stderr}`
}

test('Law: a process that is killed while it keeps a copy of a virtual table, or gives it back, leaves all of it or nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'backout-snapshot-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const copyOf = (from: string, name: string): string => {
    cpSync(join(folder, from), join(folder, name), { recursive: true })
    return join(folder, name)
  }
  makeRepository(join(folder, 'before'))
  const before = contentOf(join(folder, 'before'))
  const [run, rollback] = [
    ['run', 'index.plan.yaml', '--yes'],
    ['rollback', '--yes'],
  ]
  const applied = copyOf('before', 'after')
  const writes = { before: await counted(applied, run), after: 0 }
  const after = contentOf(applied)
  writes.after = await counted(copyOf('after', 'back'), rollback)
  assert.equal(contentOf(join(folder, 'back')), before)

  const wrong: string[] = []
  for (const from of ['before', 'after'] as const) {
    for (let at = 0; at < writes[from]; at += 1) {
      const when: When = at % 2 === 0 ? 'before' : 'after'
      const forward = from === 'before' && at % 3 !== 0
      const root = copyOf(from, 'killed')
      await killed(root, from === 'before' ? run : rollback, at, when)
      const problem = (await goOn(root, run, forward)) || firstDifference(forward ? after : before, contentOf(root))
      if (problem) wrong.push(`${from === 'before' ? 'run' : 'rollback'}, killed ${when} write ${at}: ${problem}`)
      rmSync(root, { recursive: true })
    }
  }
  console.log(`killed at ${writes.before} writes of a run, and at ${writes.after} of a rollback`)
  assert.deepEqual(wrong, [])
})
