import { messageOf, type Opening } from '@backout/core/plugin'
import type { Batch, Part } from '../dialect.ts'
import type { Estimate, Params } from '../session.ts'
import { type Connection, quoted, rowOf } from './connection.ts'
import type { Footprint } from './footprint.ts'
import { compileStatement } from './run-statement.ts'
import { inTransaction } from './transaction.ts'

/** Runs a batch statement by statement, counts what each touches, and takes it all back. Only in a database that is this session's own. */
export async function estimateBatch(connection: Connection, opening: Opening, batch: Batch, params: Params): Promise<readonly Estimate[]> {
  const estimates: Estimate[] = []
  const done = new Error('estimated')
  try {
    await inTransaction(
      connection,
      opening,
      () => undefined,
      async (transaction) => {
        if (Object.keys(batch.settings).length > 0) await transaction.switch(batch.settings)
        for (const statement of batch.statements) {
          try {
            const compiled = compileStatement(connection, statement, params, opening.guard)
            const note = noteOn(connection, compiled.footprint)
            const { rows } = compiled.run()
            const counts = ['insert', 'update', 'delete'].includes(statement.kind)
            estimates.push({ ...(counts && { rows }), touches: touchesOf(compiled.footprint), ...(note !== undefined && { note }) })
          } catch (error) {
            estimates.push({ touches: [], failure: messageOf(error) })
            throw done
          }
        }
        throw done
      },
    )
  } catch (error) {
    if (error !== done) throw error
  }
  return estimates
}

function noteOn(connection: Connection, { drops }: Footprint): string | undefined {
  const [dropped] = drops
  if (dropped?.type !== 'table') return undefined
  const [rows] = rowOf<[bigint]>(connection, `SELECT count(*) FROM main.${quoted(dropped.name)}`) ?? [0n]
  return `drops ${rows} row${rows === 1n ? '' : 's'}`
}

function touchesOf({ reads, writes }: Footprint): readonly Part[] {
  const read = [...reads].filter((part) => !writes.has(part)).map((part): Part => ({ part, access: 'read' }))
  return [...[...writes].map((part): Part => ({ part, access: 'write' })), ...read]
}
