import type { Json, Touch } from '../model/index.ts'
import { pointTo } from '../load/index.ts'
import { marksIn } from '../plugin/schema-marks.ts'
import type { Described } from './describe-uses.ts'
import { inputPointer } from './uses.ts'

/** Where the input names the part, if it does so as a text of its own; else the input. */
export function placeOf({ use }: Described, { part }: Touch): string {
  const base = inputPointer(use)
  // What is special in patterns stands escaped in a part, and may stand as it is in an input.
  const texts = new Set<Json>([part, part.replace(/\\(.)/gs, '$1')])
  const marked = marksIn(use.type?.input, use.input).find(({ mark, value }) => mark['touch'] !== undefined && texts.has(value))
  const plain = marked?.pointer ?? textAt(use.input ?? {}, texts, '')
  return base + (plain ?? '')
}

function textAt(value: Json, texts: ReadonlySet<Json>, pointer: string): string | undefined {
  if (texts.has(value)) return pointer
  if (value === null || typeof value !== 'object') return undefined
  for (const [key, item] of Object.entries<Json>(value as { readonly [key: string]: Json })) {
    const found = textAt(item, texts, pointTo(pointer, key))
    if (found !== undefined) return found
  }
  return undefined
}
