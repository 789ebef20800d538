import type { Part } from '../../../dialect.ts'
import { ledgerSchema } from '../../ledger-schema.ts'
import type { Parsed } from '../syntax/parse.ts'
import { partName } from '../part.ts'
import { type References, referencesOf } from './references.ts'
import { at, textAt } from '../syntax/tree.ts'

/** Whether a part is one of Backout's own tables, which no plan may name. */
export function isLedger(part: string): boolean {
  return part.startsWith(`${ledgerSchema}.`) || part === `schema ${ledgerSchema}`
}

/** What the statements of a script name together. Temporary tables, sequences and views that it makes are its own, and no part of the database. */
export function referencesOfScript(statements: readonly Pick<Parsed, 'tag' | 'fields'>[]): References {
  const made = new Set(statements.map(temporary))
  const isTemporary = (part: string): boolean => made.has(part) || part.startsWith('pg_temp.')
  const parts = new Map<string, Part>()
  const all = statements.map(({ tag, fields }) => referencesOf(tag, fields))
  for (const one of all.flatMap(({ parts: found }) => found)) {
    if (!isTemporary(one.part) && parts.get(one.part)?.access !== 'write') parts.set(one.part, one)
  }
  return { parts: [...parts.values()], complete: all.every(({ complete }) => complete) }
}

/** A table, sequence or view: only where one is made, its name says that it is temporary. */
function temporary({ fields }: Pick<Parsed, 'fields'>): string | undefined {
  const { relation, sequence, view } = fields
  const ranges = [relation, sequence, view, at(fields, 'into', 'rel'), at(fields, 'intoClause', 'rel')]
  const made = ranges.find((range) => textAt(range, 'relpersistence') === 't')
  return made === undefined ? undefined : partName(undefined, textAt(made, 'relname') ?? '')
}
