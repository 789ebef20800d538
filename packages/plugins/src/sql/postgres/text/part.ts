import { quotedName } from './quoted-name.ts'

/** A table or other object as `scope.databases` names it: `public.customers`. Names that are not plain lower-case words are quoted. */
export function partName(schema: string | undefined, name: string): string {
  return `${quoted(schema ?? 'public')}.${quoted(name)}`
}

/** Every table of a schema: `crm.*`. */
export function allOf(schema: string): string {
  return `${quoted(schema)}.*`
}

/** An object that no schema holds: `extension pg_trgm`, `role app`, `schema crm`. */
export function objectPart(kind: string, name: string): string {
  return `${kind} ${quoted(name)}`
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : quotedName(name)
}
