import type { Connection } from '../connection/connection.ts'
import { isLost, statementFailure } from '../connection/failure.ts'
import { ledgerTables, schemaMark } from './ledger.ts'
import { ledgerSchema } from '../ledger-schema.ts'
import { inTransaction } from '../connection/transaction.ts'

/** Makes the ledger where there is none. The caller holds the claim's lock, so nobody else does. Errors: `failed`, with what a DBA has to grant. */
export async function makeLedger(connection: Connection, resource: string): Promise<void> {
  const { rows } = await connection.run(
    `select to_regnamespace('${ledgerSchema}') is not null, to_regclass('${ledgerSchema}.claims') is not null`,
  )
  const [schema, tables] = rows[0] ?? []
  if (schema === 't' && tables === 't') return
  try {
    await inTransaction(connection, 'read write', resource, async () => {
      if (schema !== 't') await makeSchema(connection)
      for (const sql of ledgerTables.split(';')) await connection.run(sql)
      await connection.run(`insert into ${ledgerSchema}.claims (one, epoch) values (true, 0) on conflict do nothing`)
    })
  } catch (cause) {
    const rights = `Backout keeps its ledger in schema "${ledgerSchema}": grant create on the database to its user, or make the schema and give it to that user`
    throw statementFailure(cause, { what: 'make the ledger', resource, rights })
  }
}

/**
 * Drops the ledger where no unit is in it any more: its tables, and the schema where Backout made it and nobody else uses it. In the open transaction. It stays, empty, for the
 * end of the next run where it cannot be dropped now: another user made it, somebody reads it (a dump does), or has built upon it.
 */
export async function dropLedger(connection: Connection): Promise<void> {
  const { rows: left } = await connection.run(`select 1 from ${ledgerSchema}.units limit 1`)
  if (left.length > 0) return
  await connection.run('savepoint backout_drop')
  try {
    await connection.run(`drop table ${ledgerSchema}.units`)
    await connection.run(`drop table ${ledgerSchema}.claims`)
    const { rows: free } = await connection.run(freeSchemaSql, [schemaMark])
    if (free.length > 0) await connection.run(`drop schema ${ledgerSchema}`)
  } catch (cause) {
    if (isLost(cause)) throw cause
    await connection.run('rollback to savepoint backout_drop')
  }
}

async function makeSchema(connection: Connection): Promise<void> {
  await connection.run(`create schema ${ledgerSchema}`)
  await connection.run(`comment on schema ${ledgerSchema} is '${schemaMark}'`)
}

const freeSchemaSql = `
select 1 from pg_catalog.pg_namespace n
where n.nspname = '${ledgerSchema}' and pg_catalog.obj_description(n.oid, 'pg_namespace') = $1
  and not exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)
  and not exists (select from pg_catalog.pg_proc p where p.pronamespace = n.oid)
  and not exists (select from pg_catalog.pg_type t where t.typnamespace = n.oid)`
