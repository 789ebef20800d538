import { PlanError } from '@backout/core/plugin'
import type { Script, Statement } from './dialect.ts'

/**
 * The lines by which other tools part a migration from what takes it back, in one file: goose, sql-migrate and micrate (`-- +goose Down`),
 * dbmate (`-- migrate:down`), rambler (`-- rambler down`), node-pg-migrate (`-- Down Migration`), tern (`---- create above / drop below ----`),
 * and sqlite on npm (`-- Down`).
 */
const partings =
  /^[ \t]*--[\s-]*(?:(?:\+\w+ +|migrate:\s*|rambler +)(?:up|down)\b|(?:up|down)(?: +migration\b|\s*$)|create above \/ drop below)/i

/**
 * Demands that a script does not also hold what takes it back: a database reads both, one after the other, and nothing of it would remain.
 * Errors: `invalid`, naming the line between the two.
 */
export function demandOneWay(text: string, { batches }: Script): void {
  const statements = batches.flatMap((batch) => batch.statements)
  const lines = text.split('\n')
  const at = lines.findIndex((line, index) => partings.test(line) && isBetween(index + 1, statements))
  if (at < 0) return
  throw new PlanError('invalid', `Cannot run the SQL: "${lines[at]!.trim()}" on line ${at + 1} parts two directions, and both would run`, {
    hint: 'Give each a file of its own: the step runs one of them, and its `rollback`, where it needs one, the other',
  })
}

/** Whether there are statements on both sides of a line, and none around it: what looks like a comment may be inside of a text. */
function isBetween(line: number, statements: readonly Statement[]): boolean {
  const above = statements.filter((statement) => statement.line < line)
  return above.length > 0 && above.length < statements.length && above.every((statement) => lastLineOf(statement) < line)
}

function lastLineOf({ sql, line }: Statement): number {
  return line + sql.split('\n').length - 1
}
