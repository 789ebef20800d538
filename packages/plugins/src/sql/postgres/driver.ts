import type { ResourceDriver } from '@backout/core/plugin'
import { pemFiles } from '../../pem.ts'
import { asPostgresConfig, postgresConfig } from './connection/config.ts'
import type { operations } from './operations.ts'
import { coversTable, tablesOverlap, placesOf } from './scope/scope-entry.ts'
import type { PostgresSession } from './session.ts'
import { hostAndPort, shownTarget, targetOf } from './connection/target.ts'

/** Databases on PostgreSQL (13 and later). A plan's scope lists tables as `schema.table`. */
export const postgresDriver: ResourceDriver<PostgresSession> & typeof operations = {
  kind: 'postgres',
  family: 'databases',
  config: postgresConfig,
  target: (config) => shownTarget(asPostgresConfig(config)),
  decides: ['timeZone', 'tls', 'url', 'user'],
  host(config) {
    const target = targetOf(asPostgresConfig(config))
    return target.host.startsWith('/') ? undefined : hostAndPort(target)
  },
  reads: (config) => pemFiles(asPostgresConfig(config).tls),
  covers: coversTable,
  overlaps: tablesOverlap,
  places: placesOf,
  async open(config, opening) {
    const { openPostgresSession } = await import('./session.ts')
    return openPostgresSession(asPostgresConfig(config), opening)
  },
  identity: async (session) => (await loaded()).identity(session),
  claim: async (session, owner) => (await loaded()).claim(session, owner),
  release: async (session, owner, options) => (await loaded()).release(session, owner, options),
  transact: async (session, key, epoch, body) => (await loaded()).transact(session, key, epoch, body),
  settle: async (session, key, epoch) => (await loaded()).settle(session, key, epoch),
  recorded: async (session, keys) => (await loaded()).recorded(session, keys),
  fingerprint: async (session, parts) => (await loaded()).fingerprint(session, parts),
  digests: async (session, parts) => (await loaded()).digests(session, parts),
}

/** Plans without PostgreSQL never load what works with it. */
async function loaded(): Promise<typeof operations> {
  return (await import('./operations.ts')).operations
}
