import { PlanError } from '@backout/core/plugin'
import type { Batch, Dialect, Part, Script } from '../dialect.ts'
import { isLedger } from './ledger/table-names.ts'
import { folded } from './text/folded.ts'
import { addPart } from './text/references.ts'
import { type OneStatement, readStatement, type StatementText } from './text/read-statement.ts'
import { settingsOf } from './text/settings.ts'
import { splitStatements } from './text/split.ts'

/** SQLite's SQL. A script is one transaction: a BEGIN and COMMIT around the whole of it are dropped. */
export const sqliteDialect: Dialect = { driver: 'sqlite', title: 'SQLite', read: (sql) => withoutLedger(readScript(sql)) }

/** Whatever the scope says, a run would refuse it as well. */
function withoutLedger(script: Script): Script {
  const ledger = (script.touches === 'unknown' ? script.known : script.touches)?.find(({ part }) => isLedger(part))
  if (!ledger) return script
  throw new PlanError('invalid', `Cannot run SQL that names "${ledger.part}" in a plan: it is Backout's own`, {
    hint: 'Leave the ledger to Backout; see its state with: plan status',
  })
}

/** Reads a script, also one that names the tables of the ledger. Errors: `invalid` for what can't be part of a unit. */
export function readScript(sql: string): Script {
  const all = Array.from(splitStatements(sql), (tokens) => readStatement(sql, tokens))
  const { settings, statements } = settingsOf(all)
  const writes = statements.some(({ access }) => access === 'write')
  const batch: Batch = { statements: statements.map(({ statement }) => statement), transactional: true, settings }
  return {
    batches: statements.length === 0 ? [] : [batch],
    effect: writes ? 'write' : 'none',
    guarantee: 'exactly-once',
    ...touchesOf(statements),
    undo: { kind: 'derived' },
    offersSnapshot: statements.some(({ statement }) => /^(?:insert|update|delete)$/.test(statement.kind)),
    notes: statements.flatMap(({ note, statement }) => (note === undefined ? [] : [`Line ${statement.line}: ${note}`])),
  }
}

/** What a script makes in the TEMP schema is its own from there on, and no part of the database. */
function touchesOf(statements: readonly StatementText[]): Pick<Script, 'touches' | 'known'> {
  const parts: Part[] = []
  const temporary = new Set<string>()
  for (const { parts: named, makesTemp, renamedTo } of statements) {
    if (named === 'unknown') continue
    const own = named.filter(({ part }) => !temporary.has(folded(part)))
    for (const part of own) addPart(parts, part)
    if (makesTemp !== undefined) temporary.add(folded(makesTemp))
    if (renamedTo === undefined) continue
    if (own.length > 0) addPart(parts, { part: renamedTo, access: 'write' })
    else temporary.add(folded(renamedTo))
  }
  return statements.some((statement) => statement.parts === 'unknown') ? { touches: 'unknown', known: parts } : { touches: parts }
}

/** Reads exactly one statement. Errors: `invalid`. */
export function readOne(sql: string): OneStatement {
  const [tokens, ...more] = splitStatements(sql)
  if (tokens && more.length === 0) return { ...readStatement(sql, tokens), tokens }
  throw new PlanError('invalid', `Cannot run the SQL: it must be one statement, and is ${more.length === 0 ? 'none' : more.length + 1}`)
}
