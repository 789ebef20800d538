import type { Value } from '@backout/core/plugin'
import { opsOf, type RowsOp, type SequenceOp, type UndoOp } from '../capture/op.ts'
import { catalogOf } from '../catalog.ts'
import { type Connection, rowOf } from '../connection.ts'
import { sequenceBefore, sequenceOf, setSequence } from '../sequence.ts'
import { Conflict } from './conflict.ts'
import { withoutTriggers } from './edit-catalog.ts'
import { type Restoring, revertCatalog } from './revert-catalog.ts'
import { revertRows } from './revert-rows.ts'

/**
 * Takes back everything that a unit did, newest first, inside the open transaction, with foreign keys off and no trigger of the user's
 * in the way. What is neither as it was nor as the unit left it is a conflict; the caller's rollback then leaves all as it is.
 */
export function revertUnit(connection: Connection, undo: readonly Value[]): 'reverted' | { readonly conflict: string } {
  try {
    revertAll(connection, opsOf(undo))
    return 'reverted'
  } catch (error) {
    if (error instanceof Conflict) return { conflict: error.message }
    throw error
  }
}

function revertAll(connection: Connection, ops: readonly UndoOp[]): void {
  const counters = sequenceOf(connection)
  let catalog = catalogOf(connection)
  const triggers = withoutTriggers(connection)
  const restoring: Restoring = { values: new Map() }
  for (const step of stepsOf(ops)) {
    if (step.op === 'rows') revertRows(connection, step.ops)
    else if (step.op === 'catalog') catalog = revertCatalog(connection, step, restoring, catalog)
    else if (step.op === 'column') restoring.values.set(step.table, step)
    else if (step.op === 'pragma') revertPragma(connection, step.name, step.before, step.after)
    else revertCounters(connection, step, counters)
  }
  triggers.restore(catalog)
}

type Step = Exclude<UndoOp, RowsOp> | { readonly op: 'rows'; readonly ops: readonly RowsOp[] }

/** The ops backwards, with neighbouring ops on the rows of one table together: their keys may depend on each other. Values of a column come before its catalog. */
function stepsOf(ops: readonly UndoOp[]): readonly Step[] {
  const steps: Step[] = []
  for (const op of ops.toReversed()) {
    const last = steps.at(-1)
    if (op.op !== 'rows') steps.push(op)
    else if (last?.op === 'rows' && last.ops[0]!.table === op.table) steps[steps.length - 1] = { op: 'rows', ops: [op, ...last.ops] }
    else steps.push({ op: 'rows', ops: [op] })
  }
  return columnsFirst(steps)
}

function columnsFirst(steps: readonly Step[]): readonly Step[] {
  const ordered = [...steps]
  for (const [index, step] of ordered.entries()) {
    if (step.op !== 'column' || index === 0) continue
    ordered[index] = ordered[index - 1]!
    ordered[index - 1] = step
  }
  return ordered
}

function revertPragma(connection: Connection, name: string, before: bigint, after: bigint): void {
  const now = rowOf<[bigint]>(connection, `PRAGMA ${name}`)?.[0]
  if (now === before) return
  if (now !== after) throw new Conflict(`PRAGMA ${name} is ${String(now)}, and the unit left it at ${after}`)
  connection.db.exec(`PRAGMA ${name} = ${before}`)
}

/** Inserting rows again has moved the counters: they follow from what they were when the revert began. */
function revertCounters(connection: Connection, { before, after }: SequenceOp, now: ReturnType<typeof sequenceOf>): void {
  setSequence(connection, sequenceBefore(now, before, after))
}
