import { isList, type Json, pointTo } from '../../model/index.ts'

/** Whether a text holds an expression; `$${{` is a literal `${{`. */
export function holdsExpression(text: string): boolean {
  return text.includes('${{') && /(?<!\$)\$\{\{/.test(text)
}

/** Whether `${{` stands anywhere in a value, in keys too: the quick question before all others. */
export function mentionsExpression(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${{')
  if (value === null || typeof value !== 'object') return false
  if (isList(value)) return value.some(mentionsExpression)
  for (const key in value) if (key.includes('${{') || mentionsExpression(value[key]!)) return true
  return false
}

/** What visits texts: keys and values, each with its JSON Pointer. */
type Visit = (text: string, pointer: string, part: 'key' | 'value') => void

/** Visits every text of a value that mentions an expression. */
export function visitOpenTexts(value: Json, pointer: string, visit: Visit): void {
  visitTexts(value, pointer, '${{', visit)
}

/** Visits every text of a value that `mark` stands in. Most texts do without, and then nobody needs their place. */
export function visitTexts(value: Json, pointer: string, mark: string, visit: Visit): void {
  if (typeof value === 'string' && value.includes(mark)) visit(value, pointer, 'value')
  if (value === null || typeof value !== 'object') return
  const items = value as { readonly [key: string]: Json }
  for (const key in items) {
    const item = items[key]!
    if (key.includes(mark)) visit(key, pointTo(pointer, key), 'key')
    if (typeof item === 'object' || (typeof item === 'string' && item.includes(mark))) visitTexts(item, pointTo(pointer, key), mark, visit)
  }
}
