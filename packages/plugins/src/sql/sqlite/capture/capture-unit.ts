import type { Value } from '@backout/core/plugin'
import type { Outcome, UndoKind } from '../../session.ts'
import { type Connection, demandTransaction } from '../connection/connection.ts'
import { isMismatch } from '../connection/foreign-keys.ts'
import type { Compiled } from '../statement/run-statement.ts'
import { captureAlter } from './alter.ts'
import { captureAnalyze } from './analyze.ts'
import { type Captured, nothingCaptured } from './captured.ts'
import { captureCreate, contentOps } from './create.ts'
import { captureDrop } from './drop.ts'
import { captureHeader } from './header.ts'
import { chunksOf, type UndoOp } from './op.ts'
import { captureRows } from './rows.ts'
import { flushWatches, watchWithoutTriggers } from './watched-tables.ts'

/** Runs the statements of one unit, and keeps what takes them back. */
export interface UnitCapture {
  /** Has a statement compiled, which what watches the tables must not hinder. */
  compiled(compile: () => Compiled): Compiled
  run(compiled: Compiled): Outcome
  /** Tables of which a copy is kept so far, because the plan asks for a snapshot. */
  readonly copied: ReadonlySet<string>
  /** Tables and views that were written so far, or whose definitions were changed. */
  wrote(): ReadonlySet<string>
  /** The undo, in chunks; to be read once, while the transaction is open. */
  undo(): Generator<Value>
}

/** Begins to capture a unit. The transaction is open. */
export function captureUnit(connection: Connection, undo: UndoKind): UnitCapture {
  demandTransaction(connection)
  const captured = nothingCaptured(connection, undo === 'snapshot')
  return {
    compiled: (compile) => compiledBeside(captured, compile),
    run: (compiled) => runCaptured(captured, compiled),
    copied: captured.copied,
    wrote: () => (captured.sequences.changed().length > 0 ? captured.wrote.add('sqlite_sequence') : captured.wrote),
    undo: () => chunksOf(opsOf(captured)),
  }
}

function compiledBeside(captured: Captured, compile: () => Compiled): Compiled {
  try {
    return compile()
  } catch (error) {
    if (!isMismatch(error) || !watchWithoutTriggers(captured)) throw error
    return compile()
  }
}

function runCaptured(captured: Captured, compiled: Compiled): Outcome {
  const { statement, access } = compiled.text
  if (access === 'read') return compiled.run()
  for (const table of compiled.footprint.writes) captured.wrote.add(table)
  if (/^(?:insert|update|delete)$/.test(statement.kind)) return captureRows(captured, compiled)
  try {
    return runOther(captured, compiled)
  } finally {
    captured.shapes.clear()
  }
}

function runOther(captured: Captured, compiled: Compiled): Outcome {
  switch (compiled.text.statement.kind) {
    case 'alter table':
      return captureAlter(captured, compiled)
    case 'drop table':
    case 'drop view':
    case 'drop index':
    case 'drop trigger':
      return captureDrop(captured, compiled)
    case 'pragma':
      return captureHeader(captured, compiled)
    case 'analyze':
      return captureAnalyze(captured, compiled)
    case 'reindex':
      return compiled.run()
    default:
      return captureCreate(captured, compiled)
  }
}

function* opsOf(captured: Captured): Generator<UndoOp> {
  flushWatches(captured, 'later')
  for (const op of captured.ops) {
    if (typeof op === 'function') yield* op()
    else yield op
  }
  yield* contentOps(captured)
  const entries = captured.sequences.changed()
  if (entries.length > 0) yield { op: 'sequence', entries }
}
