import type { Outcome } from '../../session.ts'
import { ownerOf } from '../authorizer/shadow-tables.ts'
import type { Compiled } from '../statement/run-statement.ts'
import { hasShape, shapeOf } from '../content/shape.ts'
import { digestOf } from '../content/digest.ts'
import { folded } from '../text/folded.ts'
import { keyword } from '../text/tokens.ts'
import type { Captured } from './captured.ts'
import { irreversible } from './irreversible.ts'
import type { UndoOp } from './op.ts'
import { lastSchemaRow, schemaRows } from './schema-rows.ts'
import { flushWatches } from './watched-tables.ts'

/** Runs a CREATE, and keeps what it added to the catalog. */
export function captureCreate(captured: Captured, compiled: Compiled): Outcome {
  const { statement, tokens } = compiled.text
  if (compiled.footprint.isTemp) {
    captured.makesTriggers ||= statement.kind === 'create trigger'
    return compiled.run()
  }
  flushWatches(captured, 'now')
  const isVirtual = statement.kind === 'create virtual table'
  captured.writesVirtual ||= isVirtual
  const isFilled = statement.kind === 'create table' && tokens.some((token) => /^(?:SELECT|VALUES)$/.test(keyword(token)))
  return addedBy(captured, () => compiled.run(), isFilled || isVirtual)
}

/** Runs something that may add to the catalog, be it `written`, where virtual tables are: FTS3 makes a table more when it first merges. */
export function addedBy(captured: Captured, work: () => Outcome, isFilled: boolean, by: 'defined' | 'written' = 'defined'): Outcome {
  const { connection, ops, created, wrote } = captured
  const last = lastSchemaRow(connection)
  const outcome = work()
  const objects = schemaRows(connection, 'rowid > ?', last)
  if (objects.length === 0) return outcome
  const owner = by === 'written' ? ownerOf(connection, objects[0]!.table) : undefined
  ops.push({ op: 'created', objects, ...(owner !== undefined && { owner }) })
  for (const { type, name, table } of objects) {
    wrote.add(table)
    if (type === 'table' && !/^sqlite_/i.test(name)) created.set(folded(name), isFilled)
  }
  return outcome
}

/** How the tables that the unit created were left: whoever drops them has to know that nobody else put rows into them. Errors: `refused` where that could not be told. */
export function* contentOps({ connection, created }: Captured): Generator<UndoOp> {
  for (const [name, isFilled] of created) {
    const shape = isFilled ? shapeOf(connection, name) : undefined
    if (!isFilled) yield { op: 'content', table: name, digest: '' }
    else if (shape && hasShape(shape)) yield { op: 'content', table: name, digest: digestOf(connection, shape) }
    else if (shape && !shape.isVirtual) throw irreversible(shape.reason)
  }
}
