import { pointerParts } from '../../load/index.ts'
import type { SchemaError } from '../../plugin.ts'
import type { SchemaMistake } from './schema-mistake.ts'

/** A mistake at the place of an error. */
export function at({ instancePath }: SchemaError, code: SchemaMistake['code'], message: string): SchemaMistake {
  return { code, pointer: instancePath, part: code === 'missing-key' || code === 'wrong-combination' ? 'key' : 'value', message }
}

/** What a sentence is about: `"timeout"`, or `Item 2 of "needs"`. */
export function subject(pointer: string): string {
  const parts = pointerParts(pointer)
  const last = parts.at(-1)
  if (last === undefined) return 'It'
  if (!/^\d+$/.test(last)) return `"${last}"`
  const holder = parts.at(-2)
  return holder === undefined ? `Item ${Number(last) + 1}` : `Item ${Number(last) + 1} of "${holder}"`
}

/** `"count" must be an integer, not text` */
export function notOfKind(pointer: string, kinds: readonly string[], given: string): string {
  return `${subject(pointer)} must be ${either(kinds)}, not ${given}`
}

/** The end of a sentence: ` in "retry"`; empty for the whole value. */
export function within(pointer: string): string {
  const name = subject(pointer)
  return name === 'It' ? '' : ` in ${name.replace('Item', 'item')}`
}

/** `a`, `a or b`, `a, b or c` */
export function either(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)
}

/** A value as JSON, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** `a`, `a and b`, `a, b and c` */
export function allOf(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words)
}

/** The same; of more than five only the first three, and how many more there are. */
export function someOf(words: readonly string[]): string {
  return allOf(words.length > 5 ? [...words.slice(0, 3), `${words.length - 3} more`] : words)
}

/** A message as the rest of a sentence that has begun; `YAML` and `SQL` stay. */
export function lowered(message: string): string {
  return /^[A-Z](?![A-Z])/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message
}

/** The keys that a map may have. */
export function knownHere(keys: readonly string[]): string {
  return `Known here: ${keys.join(', ')}`
}
