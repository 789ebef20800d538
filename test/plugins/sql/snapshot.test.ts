import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '@backout/plugins/sql'

const execute = sql.steps.find(({ uses }) => uses === 'sql/execute')!

for (const { text, driver = 'sqlite', snapshot = true, undo } of [
  { text: 'update t set a = 1', undo: 'snapshot' },
  { text: 'create table u (a); with x as (select 1) insert into u select * from x', undo: 'snapshot' },
  { text: 'update t set a = 1', snapshot: false, undo: 'derived' },
  { text: 'create virtual table f using fts5 (a); drop table t; pragma user_version = 3; analyze', undo: 'derived' },
  { text: 'select 1', undo: 'derived' },
  { text: 'update t set a = 1', driver: 'postgres', undo: 'none' },
])
  test(`sql/execute on ${driver} has the undo "${undo}" where a plan ${snapshot ? 'asks' : 'does not ask'} for a snapshot of: ${text}`, async () => {
    const { undo: said } = await execute.describe(
      { connection: 'crm', sql: text },
      { environment: 'local', scope: () => [], connection: () => ({ driver, config: {} }), file: () => new Uint8Array(), snapshot },
    )
    assert.equal(said.kind, undo)
  })
