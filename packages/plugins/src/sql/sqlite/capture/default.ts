import { ownPrefix } from '../authorizer/authority.ts'
import { type Connection, quoted, rowOf } from '../connection/connection.ts'
import { nameOf, tokenize } from '../text/tokens.ts'
import type { Cell } from '../content/cell.ts'
import { exactRow } from '../content/exact-rows.ts'

/** What a new row of a table would get in a column: its default, as the column's affinity stores it. */
export function defaultOf(connection: Connection, table: string, column: string): Cell {
  const [text] = rowOf<[string | null]>(connection, `SELECT dflt_value FROM pragma_table_xinfo(?, 'main') WHERE name = ?`, table, column)!
  if (text === null) return null
  const { db } = connection
  const sample = `temp.${ownPrefix}sample`
  // A table that is made from a query has columns of the same affinity.
  db.exec(`CREATE TABLE ${sample} AS SELECT ${quoted(column)} AS cell FROM main.${quoted(table)} WHERE false`)
  db.exec(`INSERT INTO ${sample} VALUES (${expressionOf(text)})`)
  const [cell] = exactRow(connection, ['cell'], `FROM ${sample}`) ?? []
  db.exec(`DROP TABLE ${sample}`)
  return cell ?? null
}

/** Behind DEFAULT a name alone is a text: `DEFAULT none`, `DEFAULT "none"`. */
function expressionOf(text: string): string {
  const [token, ...more] = tokenize(text)
  const name = more.length === 0 && !constants.has(token?.keyword ?? '') ? nameOf(token) : undefined
  return name === undefined ? `(${text})` : `'${name.replaceAll("'", "''")}'`
}

const constants = new Set(['NULL', 'TRUE', 'FALSE', 'CURRENT_TIME', 'CURRENT_DATE', 'CURRENT_TIMESTAMP'])
