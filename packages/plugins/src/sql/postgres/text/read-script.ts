import { PlanError } from '@backout/core/plugin'
import type { Batch, Script, Statement } from '../../dialect.ts'
import { effectOf } from './effect.ts'
import { notesOf } from './notes.ts'
import { type Parsed, parseScript } from './syntax/parse.ts'
import { referencesOf } from './references/references.ts'
import { isLedger, referencesOfScript } from './references/script-references.ts'
import { changesPath, setsPath, settingsAfter } from './settings.ts'
import { refusalOf } from './refusal.ts'
import { standingOf } from './standing.ts'
import { kindOf } from './syntax/statement-kind.ts'
import { nestedTooDeeply } from './syntax/unreadable.ts'

/** What a script's text tells. Errors: `invalid`, naming the line. */
export async function readScript(sql: string): Promise<Script> {
  const statements = await parseScript(sql)
  try {
    for (const statement of statements) refuseForeign(statement)
    return scriptOf(statements)
  } catch (cause) {
    throw cause instanceof RangeError ? nestedTooDeeply() : cause
  }
}

function refuseForeign(statement: Parsed): void {
  const named = referencesOf(statement.tag, statement.fields).parts.find(({ part }) => isLedger(part))
  const ledger = named && { reason: `${named.part} is Backout's own`, hint: 'Leave the ledger to Backout; see its state with: plan status' }
  const refusal = refusalOf(statement.tag, statement.fields) ?? ledger
  if (!refusal) return
  const kind = kindOf(statement.tag, statement.fields)
  throw new PlanError('invalid', `Cannot run "${kind}" at line ${statement.line} in a plan: ${refusal.reason}`, { hint: refusal.hint })
}

function scriptOf(statements: readonly Parsed[]): Script {
  const effects = new Set(statements.map(effectOf))
  const effect = effects.has('write') ? 'write' : effects.has('unknown') ? 'unknown' : 'none'
  return {
    batches: batchesOf(statements),
    effect,
    guarantee: guaranteeOf(statements),
    ...touchesOf(statements),
    ...(callsOut(statements) && { reachesOut: true }),
    undo: {
      kind: 'none',
      reason: 'on PostgreSQL an undo is not derived yet, that comes later: write a rollback, or say why there is none',
    },
    notes: [...statements.flatMap(notesOf), ...aloneNotes(statements)],
  }
}

/** What can be one transaction becomes one; a statement that the server commits by itself stands alone. What the script has set before holds in each. */
function batchesOf(statements: readonly Parsed[]): readonly Batch[] {
  const batches: { statements: Statement[]; transactional: boolean; settings: Batch['settings'] }[] = []
  let closed = true
  let settings: Batch['settings'] = {}
  for (const parsed of statements) {
    const standing = standingOf(parsed.tag, parsed.fields)
    const { sql, line, parameters } = parsed
    const statement = { sql, line, kind: kindOf(parsed.tag, parsed.fields), parameters }
    if (standing === 'alone') refuseElsewhere(statement, settings)
    if (closed || standing === 'alone') batches.push({ statements: [statement], transactional: standing !== 'alone', settings })
    else batches.at(-1)!.statements.push(statement)
    closed = standing !== 'inside'
    settings = settingsAfter(parsed, settings)
  }
  return batches
}

/** Under another search path a name means something else, and what the server commits by itself is not looked at before COMMIT. */
function refuseElsewhere({ kind, line }: Statement, settings: Batch['settings']): void {
  if (!changesPath(settings)) return
  throw new PlanError(
    'invalid',
    `Cannot run "${kind}" at line ${line} in a plan: PostgreSQL commits it by itself, and the search path was set before`,
    { hint: 'Leave the search path as it is, and write names with their schema' },
  )
}

/** Under a search path of the script's own, names do not tell which tables they mean. */
function touchesOf(statements: readonly Parsed[]): Pick<Script, 'touches' | 'known'> {
  const { parts, complete } = referencesOfScript(statements)
  return complete ? { touches: parts } : { touches: 'unknown', known: statements.some(setsPath) ? [] : parts }
}

function callsOut(statements: readonly Parsed[]): boolean {
  return referencesOfScript(statements).parts.some(({ part }) => part.startsWith('function '))
}

/** Upkeep may be repeated; an index that is built again would meet itself. */
function guaranteeOf(statements: readonly Parsed[]): Script['guarantee'] {
  const alone = statements.filter(({ tag, fields }) => standingOf(tag, fields) === 'alone')
  if (alone.length === 0) return 'exactly-once'
  return alone.every(({ tag }) => tag === 'VacuumStmt' || tag === 'ReindexStmt') ? 'idempotent' : 'at-least-once'
}

function aloneNotes(statements: readonly Parsed[]): readonly string[] {
  return statements
    .filter(({ tag, fields }) => standingOf(tag, fields) === 'alone')
    .map(
      ({ tag, fields, line }) =>
        `Line ${line}: PostgreSQL commits "${kindOf(tag, fields)}" by itself; after a crash the catalog is asked what became of it`,
    )
}
