import type { ResourceDriver } from '@backout/core/plugin'
import { configSchema, readConfig } from './config.ts'
import { fingerprintOf } from './fingerprint.ts'
import { giveUpClaim, takeClaim } from './ledger/claims.ts'
import { identityOf } from './ledger/tables.ts'
import { recordedUnits, settleUnit } from './ledger/units.ts'
import { coversTable, tablesOverlap } from './scope-entry.ts'
import { openSqlite, overlayOf, type SqliteSession } from './session.ts'
import { transact } from './transact.ts'
import { inTransaction } from './transaction.ts'

/** Databases in SQLite files. A plan's scope lists tables by name. */
export const sqliteDriver: ResourceDriver<SqliteSession> = {
  kind: 'sqlite',
  family: 'databases',
  config: configSchema,
  target: (config) => readConfig(config).file,
  covers: coversTable,
  overlaps: tablesOverlap,
  open: async (config, opening) => openSqlite(readConfig(config), opening),
  identity: ({ file }) => file.lane(async () => identityOf(await file.connection())),
  claim: ({ file }, owner) => inTransaction(file, {}, (connection) => takeClaim(connection, owner, Date.now())),
  release: ({ file }, owner, { last }) => inTransaction(file, {}, (connection) => giveUpClaim(connection, owner, last)),
  transact,
  settle: ({ file }, key, epoch) => inTransaction(file, {}, (connection) => settleUnit(connection, key, epoch, Date.now())),
  recorded: ({ file }, keys) => file.lane(async () => recordedUnits(await file.connection(), keys)),
  overlay: overlayOf,
  fingerprint: ({ file }, parts) => file.lane(async () => fingerprintOf(await file.connection(), parts)),
}
