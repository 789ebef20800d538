import type { SchemaRow } from './op.ts'
import { folded } from '../text/folded.ts'

/** Whether an object of the catalog is a virtual table. SQLite writes the beginning of its text itself. */
export function isVirtualTable({ type, sql }: Pick<SchemaRow, 'type' | 'sql'>): boolean {
  return type === 'table' && /^create virtual/i.test(sql ?? '')
}

/** What one statement made, dropped or renamed, without the tables in which a virtual table among it keeps its data: they come and go with it. */
export function withoutShadows(objects: readonly SchemaRow[]): readonly SchemaRow[] {
  const owners = objects.filter(isVirtualTable).map(({ name }) => `${folded(name)}_`)
  return objects.filter(({ table }) => !owners.some((owner) => folded(table).startsWith(owner)))
}
