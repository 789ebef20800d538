import type { Outcome } from '../../session.ts'
import { quoted } from '../connection/connection.ts'
import { rowFinder } from '../content/exact-rows.ts'
import type { Compiled } from '../statement/run-statement.ts'
import { cellsOf, type Shape } from '../content/shape.ts'
import type { Captured, Inserts } from './captured.ts'
import { rowsPacker } from './log.ts'
import type { UndoOp } from './op.ts'

/** Runs an INSERT that does nothing but insert into a table with rowids, and keeps its rows. */
export function captureInsert(captured: Captured, compiled: Compiled, shape: Shape): Outcome {
  const keys = compiled.runReturning(quoted(shape.key[0]!))
  const { find, keep } = insertsInto(captured, shape)
  for (const key of keys) keep(find([key]))
  return { rows: keys.length }
}

/** The inserts into a table that follow each other become ops together, as long as nothing else is captured in between. */
function insertsInto(captured: Captured, shape: Shape): Inserts {
  const { connection, ops, inserts } = captured
  if (inserts?.shape === shape && ops.at(-1) === inserts.ops) return inserts
  const [rowid] = shape.key.map(quoted)
  const find = rowFinder(connection, cellsOf(shape), () => `FROM main.${quoted(shape.table)} WHERE ${rowid} = ?`)
  const rows = rowsPacker(shape)
  const full: UndoOp[] = []
  const add = (op: UndoOp | undefined): unknown => op && full.push(op)
  const begun: Inserts = {
    shape,
    find,
    keep: (row) => add(rows.add(undefined, row)),
    ops() {
      add(rows.end())
      return full
    },
  }
  ops.push(begun.ops)
  captured.inserts = begun
  return begun
}
