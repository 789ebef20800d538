import type { Outcome } from '../../session.ts'
import { ownPrefix } from '../authorizer/authority.ts'
import type { Compiled } from '../statement/run-statement.ts'
import { hasShape, shapeOf } from '../content/shape.ts'
import { folded } from '../text/folded.ts'
import type { Captured } from './captured.ts'
import { demandRestorable, irreversible } from './irreversible.ts'
import { createLog, dropLog, enterAll, goneRowsOps } from './log.ts'
import type { SchemaRow, UndoOp } from './op.ts'
import { rowsOn, schemaRows, withRoots } from './schema-rows.ts'
import { shadowsKept } from './virtual.ts'
import { flushWatches, shapesOf, watchStatistics, watchTables } from './watched-tables.ts'

/** Runs a DROP, and keeps what it takes away: definitions and, of a table, its rows. */
export function captureDrop(captured: Captured, compiled: Compiled): Outcome {
  const [dropped] = compiled.footprint.drops
  if (!dropped) return compiled.run()
  flushWatches(captured, 'now')
  watchStatistics(captured, dropped.name)
  const outcome = dropped.type === 'table' ? dropTable(captured, compiled, dropped.name) : dropOther(captured, compiled, dropped)
  flushWatches(captured, 'now')
  return outcome
}

/** A view takes its INSTEAD OF triggers along. */
function dropOther(
  { connection, ops, wrote }: Captured,
  compiled: Compiled,
  { type, name }: { readonly type: string; readonly name: string },
): Outcome {
  const objects = type === 'view' ? rowsOn(connection, name) : schemaRows(connection, 'type = ? AND name = ?', type, name)
  for (const { type: kind, table } of objects) {
    wrote.add(table)
    if (kind === 'index') demandRestorable(connection, table)
  }
  ops.push({ op: 'dropped', objects: withRoots(connection, objects) })
  return compiled.run()
}

/**
 * As if its triggers were dropped first, then its rows deleted, then the table dropped with its indexes: taken back in reverse. A virtual table cannot even be dropped without
 * the rows of those that it keeps its data in.
 */
function dropTable(captured: Captured, compiled: Compiled, name: string): Outcome {
  const { connection, ops, created, sequences } = captured
  const shadows = shadowsKept(captured, name)
  const tables = [name, ...shadows]
  const objects = withRoots(
    connection,
    tables.flatMap((table) => rowsOn(connection, table)),
  )
  const isTrigger = ({ type }: SchemaRow): boolean => type === 'trigger'
  ops.push({ op: 'dropped', objects: objects.filter(isTrigger) })
  sequences.keep()
  if (created.delete(folded(name)) && shadows.length === 0) {
    ops.push({ op: 'dropped', objects: objects.filter((object) => !isTrigger(object)) })
    return compiled.run()
  }
  for (const table of tables) ops.push(keptRows(captured, table))
  ops.push({ op: 'dropped', objects: objects.filter((object) => !isTrigger(object)) })
  // With foreign keys enforced, dropping a table deletes its rows, and that reaches the tables that refer to it.
  const others = [...compiled.footprint.writes].filter((table) => table !== name)
  return compiled.run({ anew: watchTables(captured, shapesOf(captured, others), 'triggers') })
}

/** Copies the rows aside within the connection, and packs them when the undo is read. */
function keptRows(captured: Captured, name: string): () => Iterable<UndoOp> {
  const { connection } = captured
  const shape = shapeOf(connection, name)
  if (!shape || (!hasShape(shape) && shape.isVirtual)) return () => []
  if (!hasShape(shape)) throw irreversible(shape.reason)
  const log = createLog(connection, shape, `${ownPrefix}gone_${captured.count++}`)
  enterAll(connection, log)
  return function* () {
    yield* goneRowsOps(connection, log)
    dropLog(connection, log)
  }
}
