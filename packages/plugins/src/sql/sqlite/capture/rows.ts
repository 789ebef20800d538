import type { Outcome } from '../../session.ts'
import { type Connection, rowOf } from '../connection/connection.ts'
import { isMismatch } from '../connection/foreign-keys.ts'
import type { Compiled } from '../statement/run-statement.ts'
import type { Shape } from '../content/shape.ts'
import { folded } from '../text/folded.ts'
import { keyword } from '../text/tokens.ts'
import { type Captured, triggersAmong } from './captured.ts'
import { addedBy } from './create.ts'
import { captureInsert } from './inserts.ts'
import { demandNoLateMerge } from './virtual.ts'
import { shapesOf, watchTables } from './watched-tables.ts'

/** Runs an INSERT, UPDATE or DELETE, and keeps the rows that it changes wherever they are. Errors: `refused` for tables whose rows can't be saved. */
export function captureRows(captured: Captured, compiled: Compiled): Outcome {
  const { writes } = compiled.footprint
  const shapes = shapesOf(captured, writes)
  if (shapes.some(({ sql }) => /\bautoincrement\b/i.test(sql))) captured.sequences.keep()
  const run = (): Outcome => runWatched(captured, compiled, shapes)
  const outcome = captured.writesVirtual ? addedBy(captured, run, true, 'written') : run()
  demandNoLateMerge(captured, writes)
  return outcome
}

function runWatched(captured: Captured, compiled: Compiled, shapes: readonly Shape[]): Outcome {
  try {
    return wayFor(captured, compiled, shapes).run(captured, compiled, shapes)
  } catch (error) {
    if (!isMismatch(error)) throw error
    return copying.run(captured, compiled, shapes)
  }
}

interface Way {
  run(captured: Captured, compiled: Compiled, shapes: readonly Shape[]): Outcome
}

function wayFor(captured: Captured, compiled: Compiled, shapes: readonly Shape[]): Way {
  const [only] = shapes
  const isAlone = shapes.length === 1
  // To copy a table costs less than half of what triggers do that see each of its rows.
  if (captured.makesTriggers || (isAlone && compiled.text.reaches === 'every row')) return copying
  if (only && isAlone && isPlainInsert(captured, compiled, only)) return inserting
  if (!replaces(captured.connection, compiled, shapes)) return watching
  if (replacesWhatItUpdates(compiled) || shapes.some((shape) => hasKeyDefault(captured.connection, shape))) return copying
  return replacing(captured, compiled)
}

const inserting: Way = { run: (captured, compiled, [only]) => captureInsert(captured, compiled, only!) }

const watching: Way = { run: (captured, compiled, shapes) => compiled.run({ anew: watchTables(captured, shapes, 'triggers') }) }

const copying: Way = { run: (captured, compiled, shapes) => compiled.run({ anew: watchTables(captured, shapes, 'copy') }) }

/** Rows that REPLACE removes fire delete triggers only with `recursive_triggers`. */
const recursing: Way = {
  run(captured, compiled, shapes) {
    const { db } = captured.connection
    watchTables(captured, shapes, 'triggers')
    db.exec('PRAGMA recursive_triggers = ON')
    try {
      return compiled.run({ anew: true })
    } finally {
      db.exec('PRAGMA recursive_triggers = OFF')
    }
  },
}

/** With `recursive_triggers` the user's own triggers would fire that otherwise do not, or could not even be compiled: then, and only then, the tables are copied. */
function replacing({ connection }: Captured, compiled: Compiled): Way {
  const { db } = connection
  if (rowOf<[bigint]>(connection, 'PRAGMA recursive_triggers')?.[0] === 1n) return watching
  db.exec('PRAGMA recursive_triggers = ON')
  try {
    return triggersAmong(connection, compiled.look().within).length === 0 ? recursing : copying
  } catch {
    return copying
  } finally {
    db.exec('PRAGMA recursive_triggers = OFF')
  }
}

/** Whether rows may be removed by REPLACE: in the statement, in a trigger that takes part, or by a constraint of a table. */
function replaces(connection: Connection, { text, footprint }: Compiled, shapes: readonly Shape[]): boolean {
  const texts = [...triggersAmong(connection, footprint.within), ...shapes.map(({ sql }) => sql)]
  return text.tokens.some((token) => keyword(token) === 'REPLACE') || texts.some((sql) => /\breplace\b/i.test(sql))
}

/** UPDATE OR REPLACE: where it fires triggers, SQLite looks at the row once more behind them, and takes the place that it has itself in an index for that of another. */
function replacesWhatItUpdates({ text }: Compiled): boolean {
  const words = text.tokens.map(keyword)
  return words.includes('UPDATE') && words.some((word, at) => word === 'OR' && words[at + 1] === 'REPLACE')
}

/** Whether REPLACE may put a default where a key would become NULL: it does so behind the triggers that are to see the new key before the row has it. */
function hasKeyDefault(connection: Connection, { table, hasRowid }: Shape): boolean {
  const sql = `SELECT 1 FROM pragma_table_xinfo(?, 'main') WHERE pk > 0 AND dflt_value IS NOT NULL`
  return !hasRowid && rowOf(connection, sql, table) !== undefined
}

/** An INSERT that does nothing but insert into one table: the rows can be asked for with RETURNING, which costs nothing beside. */
function isPlainInsert({ connection, watches }: Captured, { text, footprint }: Compiled, shape: Shape): boolean {
  if (text.statement.kind !== 'insert' || !shape.hasRowid || watches.has(folded(shape.table)) || /^sqlite_/i.test(shape.table)) return false
  if (footprint.writes.size !== 1 || /\breplace\b/i.test(shape.sql)) return false
  if (text.tokens.some((token) => /^(?:REPLACE|UPDATE|RETURNING)$/.test(keyword(token)))) return false
  return triggersAmong(connection, footprint.within).length === 0
}
