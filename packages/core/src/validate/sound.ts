import { isList, type Json } from '../model/index.ts'
import { pointTo } from '../load/index.ts'

/**
 * What is left of a value once everything is taken out that is wrong: keys of maps are left out, items of lists become null, so that all
 * others keep their places. Undefined where the value itself is wrong.
 */
export function soundPart(value: Json, pointer: string, wrong: ReadonlySet<string>): Json | undefined {
  if (wrong.size === 0) return value
  if (pointer !== '' && wrong.has(pointer)) return undefined
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((item, index) => soundPart(item, pointTo(pointer, index), wrong) ?? null)
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const sound = soundPart(item, pointTo(pointer, key), wrong)
    return sound === undefined ? [] : [[key, sound] as const]
  })
  return Object.fromEntries(entries)
}
