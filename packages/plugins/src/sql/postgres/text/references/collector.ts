import type { Access } from '@backout/core/plugin'
import { partName } from '../part.ts'
import { isTelling } from './telling-catalogs.ts'
import { type Tree, textAt } from '../syntax/tree.ts'

/** Gathers what a statement names. */
export interface Collector {
  add(part: string, access: Access): void
  incomplete(): void
}

/** Adds a relation by its `RangeVar`, unless it is a name that the statement itself has made (`WITH`), or is read in the server's own catalog, which tells nothing but how the database is made. */
export function relation(range: Tree, access: Access, visible: ReadonlySet<string>, { add }: Collector): void {
  const name = textAt(range, 'relname')
  // The server looks into its own catalog first, whatever the search path.
  const schema = textAt(range, 'schemaname') ?? (name?.startsWith('pg_') ? 'pg_catalog' : undefined)
  if (name === undefined || (schema === undefined && visible.has(name))) return
  if (!isSystem(schema) || access === 'write' || isTelling(name)) add(partName(schema, name), access)
}

function isSystem(schema: string | undefined): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema'
}
