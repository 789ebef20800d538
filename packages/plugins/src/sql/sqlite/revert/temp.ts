import { ownPrefix } from '../authorizer/authority.ts'
import { type Connection, quoted, rowsOf } from '../connection/connection.ts'
import { dropSequences } from './catalog.ts'

/**
 * Drops what a unit left in the TEMP schema: it is the connection's own, and the next unit must not find it. Of `script`, what its statements made;
 * of `all`, also what watched them. First what has no rows of its own (triggers, views, virtual tables with those that they keep their data in), then tables.
 * Outside of a transaction, with no foreign keys enforced. The catalog is read anew at the end: SQLite looks for the owner of what a virtual table keeps its data in by name,
 * in TEMP first, and takes it for any other table where it finds another there.
 */
export function dropTemp(connection: Connection, whose: 'script' | 'all'): void {
  const objects = rowsOf<[string, string]>(
    connection,
    `SELECT type, name FROM sqlite_temp_schema WHERE type <> 'index' ORDER BY rootpage <> 0, name = 'sqlite_sequence', rowid DESC`,
  )
  for (const [type, name] of objects) {
    if (whose === 'script' && name.startsWith(ownPrefix)) continue
    if (name === 'sqlite_sequence') dropSequences(connection, 'temp')
    else connection.db.exec(`DROP ${type.toUpperCase()} IF EXISTS temp.${quoted(name)}`)
  }
  if (objects.some(([type]) => type === 'table')) connection.db.exec('PRAGMA writable_schema = RESET')
}
