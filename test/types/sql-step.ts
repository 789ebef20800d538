import type { ReadContext } from '@backout/core/plugin'
import { dialectOf, type SqlSession } from '@backout/plugins/sql/step'

/** A step type of others reads a text, and hands what it says to a session. */
export async function applied(context: ReadContext, sql: string): Promise<number> {
  const session = await context.session<SqlSession>('databases.crm')
  const batches = (await dialectOf(context.connection('databases.crm')?.driver)?.read(sql))?.batches ?? []
  const [first] = batches
  // @ts-expect-error a batch is no text
  await session.execute(sql, [])
  // @ts-expect-error a database may derive no undo
  await session.revert([])
  return first ? (await session.execute(first, [], context.signal)).reduce((sum, { rows }) => sum + rows, 0) : 0
}
