import type { Client, QueryArrayConfig, QueryArrayResult, Query } from 'pg'
import { answerMeter } from '../../answer-size.ts'

/** What a statement gave: every value as the server's text. */
export interface Answer {
  readonly fields: readonly { readonly name: string; readonly type: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** `UPDATE`, `COMMIT`; what the server says it did. */
  readonly command: string
  readonly rowCount: number
}

/** A parameter as it is sent: text, bytes or NULL. */
export type Sent = string | Uint8Array | null

/** What becomes of the rows of an answer: `dropped` ones are not even held until the end. */
export type Rows = 'kept' | 'dropped'

/** An answer is larger than `largestAnswer`. */
export class TooLarge extends Error {}

/**
 * Sends one statement by the extended protocol, which takes exactly one, and reads its answer row by row. `stop` is called once an answer becomes too large, and ends the
 * connection: the server need not send the rest. Throws what the driver throws; {@link TooLarge}.
 */
export async function ask(client: Client, sql: string, params: readonly Sent[], rows: Rows, stop: () => void): Promise<Answer> {
  const { default: pg } = await import('pg')
  const query: Query<unknown[]> = new pg.Query(asQuery(sql, params))
  const kept: (string | null)[][] = []
  const meter = answerMeter()
  let fits = true
  query.on('row', (row: unknown) => {
    if (rows === 'dropped' || !fits) return
    fits = meter.add(row as unknown[])
    if (fits) kept.push(row as (string | null)[])
    else {
      kept.length = 0
      stop()
    }
  })
  const ended = new Promise<QueryArrayResult>((resolve, reject) => {
    query.on('end', (result: unknown) => resolve(result as QueryArrayResult))
    query.on('error', reject)
  })
  client.query(query)
  try {
    const result = await ended
    if (!fits) throw new TooLarge()
    return answerOf(result, kept)
  } catch (error) {
    throw fits ? error : new TooLarge('the answer is too large', { cause: error })
  }
}

/** Sends several statements without parameters at once, by the simple protocol; the first that fails ends them. Throws what the driver throws. */
export async function askAll(client: Client, statements: readonly string[]): Promise<readonly Answer[]> {
  const results: unknown = await client.query({ text: statements.join(';'), rowMode: 'array', types: rawTypes })
  // The driver gives one result as it is, and a list of several.
  return [results].flat().map((result) => answerOf(result as QueryArrayResult, (result as QueryArrayResult).rows as (string | null)[][]))
}

function answerOf({ fields, command, rowCount }: QueryArrayResult, rows: Answer['rows']): Answer {
  return { fields: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows, command, rowCount: rowCount ?? 0 }
}

function asQuery(text: string, values: readonly Sent[]): QueryArrayConfig & { readonly queryMode: 'extended' } {
  const bytes = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
  return { text, values: bytes, rowMode: 'array', queryMode: 'extended', types: rawTypes }
}

/** Values stay as the server sent them; `values.ts` reads them, knowing the catalog. */
const rawTypes = { getTypeParser: () => (value: string) => value } as never
