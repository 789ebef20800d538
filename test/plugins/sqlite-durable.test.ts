import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '../../packages/plugins/src/sql/sqlite/connection.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** `PRAGMA synchronous`: 0 off, 1 normal, 2 full, 3 extra. */
for (const mode of ['DELETE', 'WAL'])
  test(`Law: what SQLite commits in ${mode} mode is on the disk, with the folder that its journal has left`, async (t) => {
    const root = temporaryFolder(t)
    const config = { file: 'app.db', create: false, busyTimeout: 0, foreignKeys: true, doubleQuotedStrings: false }
    using connection = await connect({ path: join(root, 'app.db'), config, queryOnly: false })
    connection.db.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE t (a)`)
    assert.deepEqual({ ...connection.db.prepare('PRAGMA synchronous').get() }, { synchronous: 3n })
  })
