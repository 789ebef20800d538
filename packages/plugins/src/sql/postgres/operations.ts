import type { ResourceDriver, UnitKey } from '@backout/core/plugin'
import { again } from './connection/again.ts'
import { definedObjects } from './scope/catalog-check.ts'
import { claimDatabase } from './ledger/claim.ts'
import type { Connection } from './connection/connection.ts'
import { asking, type Attempted } from './connection/failure.ts'
import { digestsOf, fingerprintOf } from './fingerprint/fingerprint.ts'
import { runDeferred } from './connection/deferred.ts'
import { databaseIdentity } from './ledger/identity.ts'
import { demandUntouched, type Entry, enterUnit, recordedUnits, settleUnit } from './ledger/ledger.ts'
import { ledgerRights } from './ledger-schema.ts'
import { demandReached, touchedTables } from './scope/scope-check.ts'
import { type PostgresSession, transactionSession } from './session.ts'
import { inTransaction } from './connection/transaction.ts'

/** What the driver does with an open database; loaded with the first one. */
export const operations: Required<
  Pick<ResourceDriver<PostgresSession>, 'identity' | 'claim' | 'release' | 'transact' | 'settle' | 'recorded' | 'fingerprint' | 'digests'>
> = {
  identity: (session) => identityOf(session),
  async claim(session, owner) {
    await session.claim?.[Symbol.asyncDispose]()
    const demandKept = async (): Promise<void> => {
      identities.delete(session.database)
      await owner.demandKept?.()
    }
    session.claim = await asking(claiming(session), () => claimDatabase(session.database, { ...owner, demandKept }))
    return session.claim.epoch
  },
  async release(session, owner, { last }) {
    const identity = await identityOf(session)
    await asking({ ...claiming(session), what: 'release the database' }, async () => {
      const claim = session.claim ?? (await claimDatabase(session.database, owner))
      session.claim = undefined
      await claim.release(owner, identity, last)
    })
  },
  async transact(session, key, epoch, body) {
    const { database } = session
    const { resource, guard, signal } = database.opening
    let begun = false
    const applied = async (connection: Connection, entry: Entry): ReturnType<typeof body> => {
      const mark = await enterUnit(connection, entry)
      begun = true
      const result = await body(transactionSession(session, connection))
      await asking({ what: 'commit', resource, signal }, () => runDeferred(connection, signal))
      await asking({ what: 'check what a unit touched', resource }, async () => {
        using witness = database.witness()
        const touched = await touchedTables(connection, witness)
        const changed = await demandUntouched(connection, mark, resource)
        demandReached([...touched, ...(await definedObjects(connection, changed, witness))], guard)
      })
      return result
    }
    return again(
      () => underClaim(session, key, epoch, applied),
      () => !begun,
    )
  },
  settle: (session, key, epoch) => again(() => underClaim(session, key, epoch, settleUnit)),
  async recorded(session, keys) {
    const identity = await identityOf(session)
    return asking({ ...claiming(session), what: 'read the ledger' }, () =>
      again(() => session.database.using((connection) => recordedUnits(connection, keys, identity))),
    )
  },
  fingerprint: async (session, parts) => fingerprintOf(await operations.digests(session, parts)),
  async digests(session, parts) {
    const { database } = session
    const { resource } = database.opening
    return asking({ ...claiming(session), what: 'take a fingerprint', rights: fingerprintRights }, () =>
      again(() => database.using((connection) => inTransaction(connection, 'read only', resource, () => digestsOf(connection, parts)))),
    )
  },
}

const fingerprintRights =
  'Grant select on it (where a policy hides rows: bypassrls), or leave it out of the scope: a fingerprint reads all that scope covers'

const identities = new WeakMap<object, Promise<string>>()

/** Asked once for each session: it does not change under a connection. */
function identityOf({ database }: PostgresSession): Promise<string> {
  const ask = (): Promise<string> => again(() => database.using((connection) => databaseIdentity(connection, database.config)))
  const known = identities.get(database) ?? asking({ what: 'tell which database this is', resource: database.opening.resource }, ask)
  identities.set(database, known)
  known.catch(() => identities.delete(database))
  return known
}

/** A transaction about a unit, as long as the claim is held. Errors: `lost` where it is not, and has to be taken up again; those of `work`. */
async function underClaim<T>(
  session: PostgresSession,
  key: UnitKey,
  epoch: number,
  work: (connection: Connection, entry: Entry) => Promise<T>,
): Promise<T> {
  const { claim, database } = session
  const { resource } = database.opening
  await claim?.keep()
  const entry: Entry = { key, epoch, claim, identity: await identityOf(session), resource }
  return database.using((connection) => inTransaction(connection, 'read write', resource, () => work(connection, entry)))
}

function claiming({ database }: PostgresSession): Attempted {
  return { what: 'claim the database', resource: database.opening.resource, rights: ledgerRights }
}
