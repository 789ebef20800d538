import { messageOf, type Opening, PlanError } from '@backout/core/plugin'
import type { Batch, Part } from '../dialect.ts'
import type { Estimate, Params, UndoKind } from '../session.ts'
import { captureUnit, type UnitCapture } from './capture/capture-unit.ts'
import { type Connection, quoted, rowOf } from './connection/connection.ts'
import { sqliteCode } from './connection/failure.ts'
import type { Footprint } from './authorizer/footprint.ts'
import { lastChange } from './authorizer/last-change.ts'
import { type Compiled, compileStatement, type ScriptRun } from './statement/run-statement.ts'
import { folded } from './text/folded.ts'
import { inTransaction } from './connection/transaction.ts'

/** What is to be tried. */
export interface Trial {
  readonly batch: Batch
  readonly params: Params
  /** Which undo the run will want, if any, and be refused where there is none. */
  readonly undo: UndoKind | undefined
}

/**
 * Runs a batch statement by statement, counts what each touches, and takes it all back. Only in a database that is this session's own.
 * Errors: `refused` for what a run would refuse; what fails otherwise is told by the last estimate.
 */
export async function estimateBatch(
  connection: Connection,
  opening: Opening,
  { batch, params, undo }: Trial,
): Promise<readonly Estimate[]> {
  const estimates: Estimate[] = []
  const done = new Error('estimated')
  try {
    await inTransaction(connection, opening, async (transaction) => {
      await transaction.switch(batch.settings)
      const capture = undo && captureUnit(connection, undo)
      const script: ScriptRun = { params, guard: opening.guard, last: lastChange(connection) }
      for (const statement of batch.statements) {
        const estimate = estimateOf(connection, () => compileStatement(connection, statement, script), capture)
        estimates.push(estimate)
        if (estimate.failure !== undefined) break
      }
      throw done
    })
  } catch (error) {
    if (error !== done) throw error
  }
  return estimates
}

function estimateOf(connection: Connection, compile: () => Compiled, capture: UnitCapture | undefined): Estimate {
  try {
    const compiled = capture ? capture.compiled(compile) : compile()
    const { footprint, text } = compiled
    const notes = notesOn(connection, compiled)
    const copied = new Set(capture?.copied)
    const { rows } = capture ? capture.run(compiled) : compiled.run()
    const copies = [...(capture?.copied ?? [])].filter((table) => !copied.has(table))
    const note = [...notes, ...copies.map((table) => `copies "${table}" aside`)].join(', ')
    const counts = ['insert', 'update', 'delete'].includes(text.statement.kind)
    return { ...(counts && { rows }), touches: touchesOf(footprint), ...(note !== '' && { note }) }
  } catch (error) {
    if (error instanceof PlanError && error.code === 'refused') throw error
    return { touches: [], failure: messageOf(error) }
  }
}

function notesOn(connection: Connection, { footprint, text }: Compiled): readonly string[] {
  const named = new Set(text.parts === 'unknown' ? [] : text.parts.map(({ part }) => folded(part)))
  const others = [...footprint.writes].filter((table) => !named.has(folded(table)) && !/^sqlite_/i.test(table))
  return [...dropNotes(connection, footprint), ...others.map((table) => `also writes "${table}"`)]
}

function dropNotes(connection: Connection, { drops }: Footprint): readonly string[] {
  const [dropped] = drops
  if (dropped?.type !== 'table') return []
  const rows = countOf(connection, dropped.name)
  return rows === undefined ? [] : [`drops ${rows} row${rows === 1n ? '' : 's'}`]
}

/** How many rows a table has; undefined where it cannot be asked, as a virtual one that shows the rows of a table that is gone. */
function countOf(connection: Connection, table: string): bigint | undefined {
  try {
    return rowOf<[bigint]>(connection, `SELECT count(*) FROM main.${quoted(table)}`)?.[0]
  } catch (error) {
    if (sqliteCode(error) !== 1) throw error
    return undefined
  }
}

function touchesOf({ reads, writes }: Footprint): readonly Part[] {
  const read = [...reads].filter((part) => !writes.has(part)).map((part): Part => ({ part, access: 'read' }))
  return [...[...writes].map((part): Part => ({ part, access: 'write' })), ...read]
}
