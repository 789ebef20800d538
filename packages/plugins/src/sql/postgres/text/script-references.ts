import type { Part } from '../../dialect.ts'
import { ledgerSchema } from '../ledger-schema.ts'
import type { Parsed } from './parse.ts'
import { partName } from './part.ts'
import { type References, referencesOf } from './references.ts'
import { at, textAt } from './tree.ts'

/** Whether a part is one of Backout's own tables, which no plan may name. */
export function isLedger(part: string): boolean {
  return part.startsWith(`${ledgerSchema}.`) || part === `schema ${ledgerSchema}`
}

/** What the statements of a script name together. Temporary tables that it makes are its own, and no part of the database. */
export function referencesOfScript(statements: readonly Pick<Parsed, 'tag' | 'fields'>[]): References {
  const temporary = new Set(statements.map(temporaryTable))
  const isTemporary = (part: string): boolean => temporary.has(part) || part.startsWith('pg_temp.')
  const parts = new Map<string, Part>()
  const all = statements.map(({ tag, fields }) => referencesOf(tag, fields))
  for (const one of all.flatMap(({ parts: found }) => found)) {
    if (!isTemporary(one.part) && parts.get(one.part)?.access !== 'write') parts.set(one.part, one)
  }
  return { parts: [...parts.values()], complete: all.every(({ complete }) => complete) }
}

function temporaryTable({ tag, fields }: Pick<Parsed, 'tag' | 'fields'>): string | undefined {
  const range =
    tag === 'CreateTableAsStmt' ? at(fields, 'into', 'rel') : tag === 'CreateStmt' ? fields['relation'] : at(fields, 'intoClause', 'rel')
  return textAt(range, 'relpersistence') === 't' ? partName(undefined, textAt(range, 'relname') ?? '') : undefined
}
