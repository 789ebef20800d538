import { valueIn } from '../value-in.ts'
import type { Scope } from './plan.ts'
import { splitResource } from '../touch.ts'

/** The entries of a plan's scope for a resource: `files`, `databases.crm`. */
export function scopeEntries(scope: Scope, resource: string): readonly string[] {
  const [family, name] = splitResource(resource)
  switch (family) {
    case 'files':
    case 'commands':
      return scope[family] ?? []
    case 'databases':
    case 'services':
      return valueIn(scope[family], name) ?? []
    default:
      return family satisfies never
  }
}

/** An entry, or a part, in quotes as a plan can hold them: those of YAML that are not in it (`'public."Order"'`). */
export function quotedEntry(entry: string): string {
  return entry.includes('"') ? `'${entry.replaceAll("'", "''")}'` : `"${entry}"`
}
