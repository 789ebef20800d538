import { type Connection, only } from '../connection/connection.ts'

/** "backout", as two numbers: advisory locks of one database share them. */
const halves = [1650549615, 1970533237] as const

/** Takes the lock that stands for the claim of a database, for as long as the connection lasts; false where another one has it. */
export async function lock(connection: Connection): Promise<boolean> {
  return only(await connection.run(`select pg_try_advisory_lock(${halves.join(', ')})`)) === 't'
}

/** Gives it back. */
export async function unlock(connection: Connection): Promise<void> {
  await connection.run(`select pg_advisory_unlock(${halves.join(', ')})`)
}

/** SQL: whether the process of the server whose number is in a parameter has the lock, in the database where this is asked. */
export const lockedBy = (parameter: string): string => `exists (
  select from pg_catalog.pg_locks l
  where l.locktype = 'advisory' and l.classid = ${halves[0]} and l.objid = ${halves[1]} and l.objsubid = 2 and l.granted and l.pid = ${parameter}::int
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()))`
