import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { type Json, PlanError } from '../model/index.ts'

/** JSON in the canonical form of RFC 8785: sorted keys, no blanks, numbers as ECMAScript writes them. Errors: `internal` for what is not JSON. */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value)
  if (text === undefined) throw new PlanError('internal', 'Cannot write canonical JSON: the value is not JSON')
  return text
}

/** `sha256-v1:<hex>` of a value's canonical JSON. The version stands for what is digested, and how. */
export function digestOf(value: Json): string {
  return `sha256-v1:${hash('sha256', canonicalJson(value), 'hex')}`
}
