import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { asks, fails, type KeyCase, type KeyWorld, puts, Status, writes } from './world.ts'

/** The body of the last request of a kind. */
const lastOf = (asked: readonly string[], line: string): number => asked.lastIndexOf(line)

/** Keeps what the service was told, by path. */
function remembering(world: KeyWorld): Map<string, unknown> {
  const told = new Map<string, unknown>()
  world.answer = ({ method, url, body }) => {
    if (method === 'PUT') told.set(url, JSON.parse(body))
    return told.get(url) ?? {}
  }
  return told
}

/** The keys of steps alone. */
export const stepCases: readonly KeyCase[] = [
  {
    keys: ['steps[].needs'],
    shows: 'lets steps run side by side where they need nothing, and after what they need',
    async observe(world) {
      const both = Promise.withResolvers<void>()
      world.answer = async ({ url }, earlier) => {
        if (url === '/b') both.resolve()
        if (url === '/a') await both.promise
        return { n: earlier }
      }
      world.write({ steps: [asks('a'), asks('b', { needs: [] }), asks('c', { needs: ['a', 'b'] })] })
      await world.call('run p', 0)
      assert.equal(lastOf(world.asked, 'GET /c'), 2)
      world.write({ steps: [asks('a', { needs: ['b'] }), asks('b')] })
      await world.call('validate', 2, /"b"/)
    },
  },
  {
    keys: ['steps[].rollback', 'steps[].rollback.with'],
    shows: 'undoes a step with its own input, changed in part',
    async observe(world) {
      const told = remembering(world)
      world.write({ steps: [puts('flag')] })
      await world.call('validate', 2, /has no undo/)
      world.write({ steps: [puts('flag', { rollback: { with: { body: { is: 'old' } } } })] })
      await world.call('run p', 0)
      assert.deepEqual(told.get('/flag'), { is: 'new' })
      await world.call('rollback --yes', 0)
      assert.deepEqual(told.get('/flag'), { is: 'old' })
    },
  },
  {
    keys: ['steps[].rollback.uses'],
    shows: 'undoes a step with another step type',
    async observe(world) {
      world.repo.write('out/there.txt', 'before')
      const rollback = { uses: 'file/delete', with: { paths: ['out/one.txt'] } }
      world.write({ steps: [writes('one', { rollback })] })
      await world.call('show p', 0, /undo +.*file\/delete/)
      await world.call('run p', 0)
      await world.call('rollback --yes', 0)
      assert.equal(world.has('out/one.txt'), false)
    },
  },
  {
    keys: ['steps[].rollback.timeout'],
    shows: 'ends a rollback that takes longer, and leaves it to a person',
    async observe(world) {
      world.answer = (_, earlier) => (earlier > 0 ? new Promise(() => undefined) : {})
      world.write({ steps: [puts('flag', { rollback: { with: { body: 1 }, timeout: '300ms' } })] })
      await world.call('run p', 0)
      await world.call('rollback --yes', 4, /longer than its timeout of 0\.3 s/)
    },
  },
  {
    keys: ['steps[].rollback.retry', 'steps[].rollback.retry.every', 'steps[].rollback.retry.for'],
    shows: 'tries a rollback again, and ends the tries',
    async observe(world) {
      world.answer = (_, earlier) => (earlier === 1 || earlier === 2 ? new Status(500) : {})
      world.write({ steps: [puts('flag', { rollback: { with: { body: 1 }, retry: { every: '10ms', for: '1m' } } })] })
      await world.call('run p', 0)
      await world.call('rollback --yes', 0)
      assert.equal(world.asked.length, 4)
      world.answer = (_, earlier) => (earlier === 4 ? {} : new Status(500))
      world.write({ steps: [puts('flag', { rollback: { with: { body: 1 }, retry: { every: '10ms', for: '300ms' } } })] })
      await world.call('run p', 0)
      await world.call('rollback --yes', 4, /500/)
    },
  },
  {
    keys: ['steps[].rollback[].uses', 'steps[].rollback[].with'],
    shows: 'undoes a step with several, in their order',
    async observe(world) {
      const told = remembering(world)
      const rollback = [
        { with: { path: '/first', body: 1 } },
        { uses: 'file/check', with: { paths: ['out/one.txt'] } },
        { with: { path: '/third', body: '${{ outputs.status }}' } },
      ]
      world.write({ steps: [writes('one'), puts('flag', { rollback })] })
      await world.call('run p', 0)
      await world.call('rollback --yes', 0)
      assert.deepEqual(world.asked, ['PUT /flag', 'PUT /first', 'PUT /third'])
      assert.deepEqual([told.get('/first'), told.get('/third')], [1, 200])
    },
  },
  {
    keys: ['steps[].rollback[].timeout', 'steps[].rollback[].retry', 'steps[].rollback[].retry.every', 'steps[].rollback[].retry.for'],
    shows: 'holds each of several steps of a rollback to its own',
    async observe(world) {
      world.answer = ({ url }, earlier) => {
        if (url === '/hangs') return new Promise(() => undefined)
        return url === '/fails' && earlier < 2 ? new Status(500) : {}
      }
      const rollback = [
        { with: { path: '/fails' }, retry: { every: '10ms', for: '1m' } },
        { with: { path: '/hangs' }, timeout: '300ms' },
      ]
      world.write({ steps: [puts('flag', { rollback })] })
      await world.call('run p', 0)
      await world.call('rollback --yes', 4, /longer than its timeout of 0\.3 s/)
      assert.deepEqual(world.asked, ['PUT /flag', 'PUT /fails', 'PUT /fails', 'PUT /fails', 'PUT /hangs'])
    },
  },
  {
    keys: ['steps[].rollback.none'],
    shows: 'leaves a step as it is, with its reason, and goes on with the others',
    async observe(world) {
      world.write({ steps: [writes('one'), puts('mail', { rollback: { none: 'The mails are sent' } })] })
      await world.call('show p', 0, /The mails are sent/)
      await world.call('run p', 0)
      await world.call('rollback --yes', 4, /mail/)
      assert.equal(world.has('out/one.txt'), false)
      await world.call('report', 0, /The mails are sent/)
    },
  },
  {
    keys: ['steps[].undo'],
    shows: 'keeps a copy of what no undo can be derived of, and gives it back',
    async observe(world) {
      const found = (): unknown => {
        using db = new DatabaseSync(join(world.repo.root, 'x.db'))
        return db.prepare("select group_concat(body) as bodies from words where words match 'some'").get()?.['bodies']
      }
      using db = new DatabaseSync(join(world.repo.root, 'x.db'))
      db.exec("create virtual table words using fts5 (body); insert into words values ('some words')")
      const connections = { db: { driver: 'sqlite', file: 'x.db' } }
      const step = { id: 'more', uses: 'sql/execute', with: { connection: 'db', sql: "insert into words values ('some more')" } }
      const write = (own: object): void =>
        world.write({ scope: { databases: { db: ['words'] } }, connections, steps: [{ ...step, ...own }] })
      write({})
      await world.call('preview p', 1, /undo: snapshot/)
      await world.call('run p', 1, /undo: snapshot/)
      write({ undo: 'snapshot' })
      await world.call('validate --strict', 0)
      await world.call('show p', 0, /undo +a snapshot, where it cannot be derived/)
      await world.call('preview p', 0, /undo snapshot/)
      assert.equal(found(), 'some words')
      await world.call('run p', 0)
      assert.equal(found(), 'some words,some more')
      await world.call('rollback --yes', 0)
      assert.equal(found(), 'some words')
    },
  },
  {
    keys: ['steps[].undo'],
    shows: 'is refused where there is no snapshot, and needless where the undo is derived',
    async observe(world) {
      world.write({ steps: [puts('flag', { undo: 'snapshot' })] })
      await world.call('validate', 2, /can't be undone with a snapshot/)
      world.write({ steps: [writes('one', { undo: 'snapshot' })] })
      await world.call('validate', 0, /its undo is derived/)
      await world.call('run p', 0)
      await world.call('rollback --yes', 0)
      assert.equal(world.has('out/one.txt'), false)
    },
  },
  {
    keys: ['steps[].pointOfNoReturn'],
    shows: 'keeps what was done before it, once it is done',
    async observe(world) {
      const point = puts('point', { rollback: { none: 'It is sent' }, pointOfNoReturn: true })
      world.write({ steps: [writes('one'), point, writes('two'), fails] })
      await world.call('run p', 4, /point/)
      assert.deepEqual([world.has('out/one.txt'), world.has('out/two.txt')], [true, false])
      world.write({ steps: [puts('point', { rollback: { with: {} }, pointOfNoReturn: true })] })
      await world.call('validate', 2, /point of no return/)
    },
  },
  {
    keys: ['steps[].onFailure'],
    shows: 'pauses where the step fails, though the plan would roll back, until somebody decides',
    async observe(world) {
      world.write({ steps: [writes('one'), { ...fails, onFailure: 'pause' }] })
      await world.call('run p', 4, /paused/)
      assert.equal(world.has('out/one.txt'), true)
      await world.call('rollback --yes', 0)
      assert.equal(world.has('out/one.txt'), false)
    },
  },
  {
    keys: ['steps[].forEach'],
    shows: 'makes a step of each value',
    async observe(world) {
      const each = { path: 'out/${{ each.value }}.txt', content: '${{ each.value }}' }
      world.write({ steps: [writes('each', { forEach: ['a', 'b'], with: each }), asks('after', { needs: ['each'] })] })
      await world.call('show p', 0, /each\[a\][^]*each\[b\]/)
      await world.call('run p', 0)
      assert.deepEqual([world.read('out/a.txt'), world.read('out/b.txt')], ['a', 'b'])
      await world.call('rollback --yes', 0)
      assert.deepEqual([world.has('out/a.txt'), world.has('out/b.txt')], [false, false])
    },
  },
  {
    keys: ['steps[].forEach'],
    shows: 'leaves each step its undo, whatever its value reads like',
    async observe(world) {
      const values = (): readonly unknown[] => {
        using db = new DatabaseSync(join(world.repo.root, 'crm.db'))
        return db
          .prepare('select a from t')
          .all()
          .map(({ a }) => a)
      }
      {
        using db = new DatabaseSync(join(world.repo.root, 'crm.db'))
        db.exec('create table t (a); insert into t values (1)')
      }
      world.write({
        connections: { crm: { driver: 'sqlite', file: 'crm.db' } },
        scope: { databases: { crm: ['t'] } },
        steps: [
          { id: 'adds', uses: 'sql/execute', forEach: ['a~b', 'x~rollback'], with: { connection: 'crm', sql: 'update t set a = a + 1' } },
        ],
      })
      await world.call('run p', 0)
      assert.deepEqual(values(), [3])
      await world.call('rollback --yes', 0)
      assert.deepEqual(values(), [1])
    },
  },
  {
    keys: ['onFailure'],
    shows: 'pauses where any step fails, and goes on when what was wrong is mended',
    async observe(world) {
      world.write({ onFailure: 'pause', steps: [writes('one'), { ...fails, with: { paths: ['out/mended.txt'] } }, writes('two')] })
      await world.call('run p', 4, /paused/)
      assert.deepEqual([world.has('out/one.txt'), world.has('out/two.txt')], [true, false])
      world.repo.write('out/mended.txt', '')
      await world.call('resume', 0)
      assert.equal(world.has('out/two.txt'), true)
    },
  },
]
