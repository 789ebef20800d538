import type { Outcome } from '../../session.ts'
import { type Connection, rowOf } from '../connection/connection.ts'
import type { Compiled } from '../statement/run-statement.ts'
import type { Captured } from './captured.ts'

/** Runs `PRAGMA user_version = 5` or `application_id`, and keeps the number that was there. */
export function captureHeader({ connection, ops }: Captured, compiled: Compiled): Outcome {
  const { name } = compiled.text.pragma!
  const before = headerNumber(connection, name)
  const outcome = compiled.run()
  ops.push({ op: 'pragma', name, before, after: headerNumber(connection, name) })
  return outcome
}

/** A number of the file's header. */
export function headerNumber(connection: Connection, name: string): bigint {
  return rowOf<[bigint]>(connection, `PRAGMA ${name}`)?.[0] ?? 0n
}
