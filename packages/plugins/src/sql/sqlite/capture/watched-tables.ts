import { hasShape, isKeyless, reasonOfKeyless, type Shape, type Shapeless, shapeOf } from '../content/shape.ts'
import { folded } from '../text/folded.ts'
import type { Captured } from './captured.ts'
import { irreversible } from './irreversible.ts'
import { rowsOps } from './log.ts'
import type { UndoOp } from './op.ts'
import { schemaRows } from './schema-rows.ts'
import { settleVirtual, shadowShapes } from './virtual.ts'
import { beginWatch, endWatch, forgetWatch, watchAll, type Watch } from './watch.ts'

/**
 * Shapes of the tables whose rows have to be kept: not those of views, nor of tables that the unit itself created. What a virtual table keeps its data in is kept where that
 * table is written; SQLite also tells of it where it is only read, when the table prepares itself for what may come. Errors: `refused` for what cannot be kept.
 */
export function shapesOf(captured: Captured, tables: Iterable<string>): readonly Shape[] {
  const shapes: Shape[] = []
  for (const name of tables) {
    if (name === 'sqlite_sequence') {
      captured.sequences.keep()
      continue
    }
    if (captured.created.has(folded(name))) {
      captured.created.set(folded(name), true)
      continue
    }
    const shape = shapeNow(captured, name)
    if (shape) shapes.push(...keptOf(captured, shape))
  }
  return shapes
}

function keptOf(captured: Captured, shape: Shape | Shapeless): readonly Shape[] {
  if (!hasShape(shape)) {
    if (shape.isVirtual) return shadowShapes(captured, shape)
    throw irreversible(shape.reason)
  }
  if (shape.owner !== undefined) return []
  return [isKeyless(shape) ? copiedShape(captured, shape) : shape]
}

function copiedShape({ snapshot, copied }: Captured, shape: Shape): Shape {
  if (!snapshot) throw irreversible(reasonOfKeyless(shape), 'Ask for a copy of its rows with `undo: snapshot`')
  copied.add(shape.table)
  return shape
}

function shapeNow({ connection, shapes }: Captured, name: string): ReturnType<typeof shapeOf> {
  if (!shapes.has(name)) shapes.set(name, shapeOf(connection, name))
  return shapes.get(name)
}

/** Watches tables from now on; true where one was not watched so far. */
export function watchTables(captured: Captured, shapes: readonly Shape[], how: Watch['how']): boolean {
  let isNew = false
  for (const shape of shapes) {
    const name = folded(shape.table)
    const known = captured.watches.get(name)
    const own = canWatch(shape) ? how : 'copy'
    if (!known) captured.watches.set(name, beginWatch(captured.connection, shape, own, String(captured.count++)))
    else if (own === 'copy' && known.how !== 'copy') captured.watches.set(name, watchAll(captured.connection, known))
    isNew ||= !known
  }
  return isNew
}

/** Has no trigger watch any more, but copies; false where none did. */
export function watchWithoutTriggers({ connection, watches }: Captured): boolean {
  const triggered = [...watches].filter(([, { how }]) => how === 'triggers')
  for (const [name, watch] of triggered) watches.set(name, watchAll(connection, watch))
  return triggered.length > 0
}

/** Whether triggers can see what becomes of its rows, and tell which they are. */
function canWatch(shape: Shape): boolean {
  return !/^sqlite_/i.test(shape.table) && shape.owner === undefined && !isKeyless(shape)
}

/** Watches the statistics of ANALYZE, where there are any: what is dropped takes its own along. A table of them that is itself dropped is left out. */
export function watchStatistics(captured: Captured, dropped?: string): void {
  const tables = schemaRows(captured.connection, `type = 'table' AND name LIKE 'sqlite\\_stat_' ESCAPE '\\'`)
  for (const { name } of tables) captured.wrote.add(name)
  watchTables(
    captured,
    shapesOf(
      captured,
      tables.map(({ name }) => name).filter((name) => name !== dropped),
    ),
    'copy',
  )
}

/** Ends all watches: what they saw becomes ops, computed at once, or when the undo is read and nothing changes any more. */
export function flushWatches(captured: Captured, when: 'now' | 'later'): void {
  const { connection, watches, ops } = captured
  settleVirtual(captured)
  for (const watch of watches.values()) {
    endWatch(connection, watch)
    const seen = function* (): Generator<UndoOp> {
      yield* rowsOps(connection, watch.log)
      forgetWatch(connection, watch)
    }
    if (when === 'now') ops.push(...seen())
    else ops.push(seen)
  }
  watches.clear()
}
