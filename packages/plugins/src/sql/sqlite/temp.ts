import { ownPrefix } from './authority.ts'
import { type Connection, quoted, rowsOf } from './connection.ts'
import { dropSequences } from './revert/catalog.ts'

/**
 * Drops what a unit left in the TEMP schema: it is the connection's own, and the next unit must not find it. Of `script`, what its statements made;
 * of `all`, also what watched them.
 */
export function dropTemp(connection: Connection, whose: 'script' | 'all'): void {
  const objects = rowsOf<[string, string]>(connection, `SELECT type, name FROM sqlite_temp_schema WHERE type <> 'index'`).filter(
    ([, name]) => whose === 'all' || !name.startsWith(ownPrefix),
  )
  const order = ['trigger', 'view', 'table']
  for (const [type, name] of objects.toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
    if (name === 'sqlite_sequence') dropSequences(connection, 'temp')
    else connection.db.exec(`DROP ${type.toUpperCase()} IF EXISTS temp.${quoted(name)}`)
  }
}
