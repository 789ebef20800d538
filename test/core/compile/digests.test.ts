import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonicalJson, contentDigest, type Facts, planDigest } from '../../../packages/core/src/compile/index.ts'
import type { BoundPlan, Json, Project } from '../../../packages/core/src/model/index.ts'
import { bind, db, files, planOf, project, web } from './support.ts'

const yaml = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: p, title: Some plan }
environments: [local, staging, { name: production, inputs: { size: 5 } }]
scope: { databases: { crm: [customers] } }
inputs:
  size: { type: integer, default: 1 }
  batch: { type: integer, default: 10, tunable: true }
steps:
  - id: a
    uses: db/run
    with: { connection: crm, file: sql/a.sql }
  - id: b
    uses: db/run
    with:
      connection: crm
      sql: "select 'it''s'"
signOffs:
  require:
    - { id: review, role: owner }
`

interface Edit {
  readonly what: string
  readonly yaml?: (text: string) => string
  readonly facts?: Partial<Facts>
  /** Parts of the binding that differ afterwards. */
  readonly changes: readonly string[]
}

const staging: Partial<Facts> = { environment: 'staging' }

function projectWith(
  change: (
    copy: { -readonly [Key in keyof Project]: Project[Key] } & {
      environments: Record<string, { protected?: boolean; connections: Record<string, { driver: string; [key: string]: Json }> }>
    },
  ) => void,
): Project {
  const copy = structuredClone(project) as Parameters<typeof change>[0]
  change(copy)
  return copy
}

const neutral: readonly Edit[] = [
  { what: 'a comment', yaml: (text) => text.replace('steps:', '# a comment\nsteps: # another'), changes: [] },
  {
    what: 'blank lines and indentation',
    yaml: (text) => text.replace('    with:\n      connection', '\n    with:\n          connection').replace('      sql', '          sql'),
    changes: [],
  },
  {
    what: 'flow instead of block style',
    yaml: (text) =>
      text.replace(`with:\n      connection: crm\n      sql: "select 'it''s'"`, `with: { connection: crm, sql: "select 'it''s'" }`),
    changes: [],
  },
  { what: 'quoting', yaml: (text) => text.replace(`"select 'it''s'"`, `'select ''it''''s'''`).replace('id: a', 'id: "a"'), changes: [] },
  {
    what: 'the order of keys',
    yaml: (text) =>
      text
        .replace('  - id: a\n    uses: db/run', '  - uses: db/run\n    id: a')
        .replace('name: p, title: Some plan', 'title: Some plan, name: p'),
    changes: [],
  },
  { what: 'line endings of the plan', yaml: (text) => text.replaceAll('\n', '\r\n'), changes: [] },
  {
    what: 'line endings of a referenced file',
    facts: { files: new Map([['sql/a.sql', Buffer.from('select 1;\r\nselect 2;\r\n')]]) },
    changes: [],
  },
  {
    what: 'a byte order mark of a referenced file',
    facts: { files: new Map([['sql/a.sql', Buffer.from('\ufeffselect 1;\nselect 2;\n')]]) },
    changes: [],
  },
  { what: 'a file that the plan does not reference', facts: { files: new Map([...files, ['c.sql', Buffer.from('x')]]) }, changes: [] },
  { what: 'a number written differently', yaml: (text) => text.replace('default: 10', 'default: 0xA'), changes: [] },
  { what: 'the place of the plan', facts: { path: 'elsewhere/p.yaml' }, changes: [] },
  { what: 'a tunable input', facts: { inputs: { batch: '20' } }, changes: [] },
  { what: 'an unused plugin', facts: { plugins: [db, { ...web, version: '9.0.0' }] }, changes: [] },
  {
    what: 'a role that the plan does not ask for',
    facts: { project: projectWith((copy) => (copy.signOffs = { roles: { ...project.signOffs!.roles, unused: ['x'] } })) },
    changes: [],
  },
]

const planEdits: readonly Edit[] = [
  { what: 'a step', yaml: (text) => text.replace('select', 'delete'), changes: ['plan'] },
  {
    what: 'the order of steps',
    yaml: (text) => text.replace('id: a', 'id: x').replace('id: b', 'id: a').replace('id: x', 'id: b'),
    changes: ['plan'],
  },
  { what: 'the title', yaml: (text) => text.replace('Some plan', 'Some other plan'), changes: ['plan'] },
  { what: 'the scope', yaml: (text) => text.replace('[customers]', '[customers, orders]'), changes: ['plan'] },
  { what: 'a default of a tunable input', yaml: (text) => text.replace('default: 10', 'default: 11'), changes: ['plan'] },
  { what: 'a default of a signed input', yaml: (text) => text.replace('default: 1 }', 'default: 2 }'), changes: ['input "size"', 'plan'] },
  { what: 'a text instead of a number', yaml: (text) => text.replace('inputs: { size: 5 }', 'inputs: { size: "5" }'), changes: ['plan'] },
  {
    what: 'a referenced file',
    facts: { files: new Map([['sql/a.sql', Buffer.from('select 1;\nselect 9;\n')]]) },
    changes: ['file "sql/a.sql"'],
  },
  {
    what: 'white space in a referenced file',
    facts: { files: new Map([['sql/a.sql', Buffer.from('select 1;\nselect 2; \n')]]) },
    changes: ['file "sql/a.sql"'],
  },
  {
    what: 'which file is referenced',
    yaml: (text) => text.replace('sql/a.sql', 'sql/b.sql'),
    changes: ['file "sql/a.sql"', 'file "sql/b.sql"', 'plan'],
  },
]

const bindingEdits: readonly Edit[] = [
  { what: 'a signed input', facts: { inputs: { size: '3' } }, changes: ['input "size"'] },
  { what: 'the engine’s version', facts: { engineVersion: '1.0.1' }, changes: ['engine'] },
  { what: 'the engine’s build', facts: { integrity: { engine: 'sha256-x' } }, changes: ['engine'] },
  { what: 'a used plugin’s version', facts: { plugins: [{ ...db, version: '1.2.4' }, web] }, changes: ['plugin "db"'] },
  { what: 'a used plugin’s build', facts: { integrity: { db: 'sha256-x' } }, changes: ['plugin "db"'] },
  {
    what: 'a connection’s target',
    facts: { project: projectWith((copy) => (copy.environments['local']!.connections['crm'] = { driver: 'mem', file: 'other.db' })) },
    changes: ['connection "databases.crm"'],
  },
  {
    what: 'the environment’s protection',
    facts: { project: projectWith((copy) => (copy.environments['local']!.protected = true)) },
    changes: ['environment'],
  },
  {
    what: 'who is in a role',
    facts: { project: projectWith((copy) => (copy.signOffs = { roles: { owner: ['mallory@example.com'] } })) },
    changes: ['role "owner"'],
  },
]

const before = bind(yaml)

function after({ yaml: edit, facts }: Edit): BoundPlan {
  return bind(edit ? edit(yaml) : yaml, facts)
}

function changed(one: BoundPlan, other: BoundPlan): readonly string[] {
  const names = new Set([...Object.keys(one.bindingParts), ...Object.keys(other.bindingParts)])
  return [...names].filter((name) => one.bindingParts[name] !== other.bindingParts[name]).toSorted()
}

for (const edit of neutral)
  test(`Law: neither digest changes with ${edit.what}`, () => {
    if (edit.yaml) assert.notEqual(edit.yaml(yaml), yaml)
    const now = after(edit)
    assert.deepEqual([now.planDigest, now.bindingDigest, changed(before, now)], [before.planDigest, before.bindingDigest, []])
  })

for (const edit of planEdits)
  test(`Law: both digests change with ${edit.what}, and the binding says what changed`, () => {
    if (edit.yaml) assert.notEqual(edit.yaml(yaml), yaml)
    const now = after(edit)
    assert.notEqual(now.planDigest, before.planDigest)
    assert.notEqual(now.bindingDigest, before.bindingDigest)
    assert.deepEqual(changed(before, now), edit.changes)
  })

for (const edit of bindingEdits)
  test(`Law: the binding digest alone changes with ${edit.what}, and it says so`, () => {
    const now = after(edit)
    assert.equal(now.planDigest, before.planDigest)
    assert.notEqual(now.bindingDigest, before.bindingDigest)
    assert.deepEqual(changed(before, now), edit.changes)
  })

test('Law: the plan digest is the same in every environment, and the binding digest is not', () => {
  const all = ['local', 'staging', 'production'].map((environment) => bind(yaml, { environment }))
  assert.equal(new Set(all.map((bound) => bound.planDigest)).size, 1)
  assert.equal(new Set(all.map((bound) => bound.bindingDigest)).size, 3)
  assert.deepEqual(changed(all[0]!, all[2]!), ['connection "databases.crm"', 'environment', 'input "size"'])
})

test('Law: a rotated password changes neither digest', () => {
  const rotated = projectWith(
    (copy) => (copy.environments['staging']!.connections['crm'] = { driver: 'mem', host: 'db.staging', password: '${{ secrets.OTHER }}' }),
  )
  assert.equal(bind(yaml, { ...staging, project: rotated }).bindingDigest, bind(yaml, staging).bindingDigest)
})

test('Law: the order in which a role lists its people changes neither digest', () => {
  const [one, other] = [
    ['a@x', 'b@x'],
    ['b@x', 'a@x'],
  ].map((owner) => bind(yaml, { project: { ...project, signOffs: { roles: { owner } } } }))
  assert.equal(one!.bindingDigest, other!.bindingDigest)
})

test('Law: a connection that the plan does not use changes neither digest', () => {
  const more = projectWith((copy) => (copy.environments['local']!.connections['unused'] = { driver: 'mem', file: 'u.db' }))
  assert.equal(bind(yaml, { project: more }).bindingDigest, before.bindingDigest)
})

test('planDigest() is SHA-256 of RFC 8785 JSON, with its version before it', () => {
  assert.match(before.planDigest, /^sha256-v1:[0-9a-f]{64}$/)
  assert.match(before.bindingDigest, /^sha256-v1:[0-9a-f]{64}$/)
  assert.equal(
    canonicalJson({ b: [1.5, 1e21, -0], a: 'é\u2028"', 10: null, '9': true }),
    '{"10":null,"9":true,"a":"é\u2028\\"","b":[1.5,1e+21,0]}',
  )
  const plan = planOf('apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: p }\nsteps: []\n')
  assert.equal(planDigest(plan, {}), 'sha256-v1:9b5362ba0e9a8289203a7f26ef0157767781512509b4d22ad4b8157fe9b1609c')
})

test('contentDigest() leaves binary files as they are', () => {
  assert.notEqual(contentDigest(Buffer.from('a\0\r\n')), contentDigest(Buffer.from('a\0\n')))
  assert.notEqual(contentDigest(Buffer.from('a\rb')), contentDigest(Buffer.from('a\nb')))
  assert.equal(contentDigest(Buffer.from('a\r\n\r\nb\r')), contentDigest(Buffer.from('a\n\nb\r')))
})

test('Law: canonical JSON does not depend on the order of keys, and keeps the value', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, item]) => [key, shuffled(item)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = canonicalJson(value as Json)
      assert.equal(canonicalJson(shuffled(value) as Json), text)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
    }),
  )
})
