import { type Scope, splitResource } from '../model/index.ts'

/** The entries of a plan's scope for a resource: `files`, `databases.crm`. */
export function scopeOf(scope: Scope, resource: string): readonly string[] {
  const [family, name] = splitResource(resource)
  switch (family) {
    case 'files':
    case 'commands':
      return scope[family] ?? []
    case 'databases':
    case 'services':
      return scope[family]?.[name] ?? []
    default:
      return family satisfies never
  }
}
