import { posix } from 'node:path'
import type { Opening, ResourceDriver } from '@backout/core/plugin'
import { configSchema, readConfig, type SqliteConfig } from './connection/config.ts'
import { connect } from './connection/connection.ts'
import { databasePath } from './connection/database-path.ts'
import { digestsOf, fingerprintOf } from './fingerprint/fingerprint.ts'
import { giveUpClaim, takeClaim } from './ledger/claims.ts'
import { startHeartbeat } from './ledger/heartbeat.ts'
import { hasLedger, identityOf } from './ledger/tables.ts'
import { enterUnit, recordedUnits, settleUnit } from './ledger/units.ts'
import { openPrivateCopy } from './copy/private-copy.ts'
import { reading } from './reading.ts'
import { removeJournal } from './connection/rollback-journal.ts'
import { coversPart, partsOverlap, placesOf } from './authorizer/scope-entry.ts'
import { makeSession, sessionWithin, type SqliteSession } from './session.ts'
import { inTransaction } from './connection/transaction.ts'
import { writing } from './writing.ts'

/** SQLite database files, over `node:sqlite`. A plan's scope lists tables and views by name; `*` stands for any text. */
export const sqliteDriver: ResourceDriver<SqliteSession> = {
  kind: 'sqlite',
  family: 'databases',
  config: configSchema,
  files: ({ file }) => ['', '-wal', '-shm', '-journal'].map((ending) => `${posix.normalize(String(file))}${ending}`),
  target: (config) => `sqlite ${readConfig(config).file}`,
  decides: ['create', 'doubleQuotedStrings', 'foreignKeys'],
  holdsThread: true,
  covers: coversPart,
  overlaps: partsOverlap,
  places: placesOf,
  async open(config, opening) {
    const read = readConfig(config)
    const path = databasePath(read, opening)
    if (opening.mode === 'preview') return copied(path, read, opening)
    const session = makeSession({
      path,
      config: read,
      opening,
      isPrivate: false,
      async open() {
        const connection = await connect({ path, config: read, queryOnly: opening.access === 'read', signal: opening.signal })
        return { connection, [Symbol.dispose]: () => connection[Symbol.dispose]() }
      },
    })
    await session.look()
    return session
  },
  identity: (session) => reading(session, identityOf),
  async claim(session, owner) {
    session.heartbeat?.stop()
    const epoch = await writing(session, (connection) => takeClaim(connection, owner, Date.now()))
    session.heartbeat = startHeartbeat(await session.connect(), session.lane, owner, epoch)
    return epoch
  },
  async release(session, owner, { last }) {
    session.heartbeat?.stop()
    session.heartbeat = undefined
    if (await reading(session, hasLedger)) await writing(session, (connection) => giveUpClaim(connection, owner, last))
    removeJournal((await session.look()).db)
  },
  async transact(session, key, epoch, body) {
    const connection = await session.connect()
    return session.lane(() =>
      inTransaction(
        connection,
        session.opening,
        (transaction) => body(sessionWithin(session, connection, transaction, key)),
        () => enterUnit(connection, key, epoch, Date.now()),
      ),
    )
  },
  settle: (session, key, epoch) => writing(session, (connection) => settleUnit(connection, key, epoch, Date.now())),
  recorded: (session, keys) => reading(session, (connection) => recordedUnits(connection, keys)),
  overlay: async (session, opening) => copied(session.path, session.config, opening),
  fingerprint: (session, parts) => reading(session, (connection) => fingerprintOf(connection, parts)),
  digests: (session, parts) => reading(session, (connection) => digestsOf(connection, parts)),
}

/** A session on a copy of its own, which goes with it. */
function copied(path: string, config: SqliteConfig, opening: Opening): SqliteSession {
  return makeSession({ path, config, opening, isPrivate: true, open: () => openPrivateCopy(path, config) })
}
