import { isList, type Json, pointTo } from '../../model/index.ts'
import { valueAt } from '../../load/index.ts'
import type { Format } from './envelope.ts'
import { explain } from '../mistakes/explain.ts'

/**
 * What is left of a value once everything is taken out that is wrong, and what is incomplete without it: maps lose keys, and lists go as a whole,
 * but for `placedLists`, whose items become null. Only what is missing at the top is still missing.
 */
export function soundValue(
  value: { readonly [key: string]: Json },
  wrong: ReadonlySet<string>,
  { schema, validator }: Format,
): { readonly [key: string]: Json } {
  let [sound, places] = [value, wrong]
  while (places.size > 0) {
    sound = soundPart(sound, '', places) as { readonly [key: string]: Json }
    const mistakes = validator(sound) ? [] : explain(schema, sound, validator.errors ?? [], 'plain')
    const left = mistakes.map(({ pointer }) => pointer).filter((pointer) => pointer !== '' && (valueAt(sound, pointer) ?? null) !== null)
    places = new Set(left)
  }
  return sound
}

/** Lists whose items are looked at one by one, so that the others keep their places. */
const placedLists: ReadonlySet<string> = new Set(['/environments', '/signOffs/require'])

function soundPart(value: Json, pointer: string, wrong: ReadonlySet<string>): Json | undefined {
  if (wrong.size === 0) return value
  if (pointer !== '' && wrong.has(pointer)) return undefined
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) {
    const items = value.map((item, index) => soundPart(item, pointTo(pointer, index), wrong))
    if (!items.includes(undefined)) return items as readonly Json[]
    return placedLists.has(pointer) ? items.map((item) => item ?? null) : undefined
  }
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const sound = soundPart(item, pointTo(pointer, key), wrong)
    return sound === undefined ? [] : [[key, sound] as const]
  })
  return Object.fromEntries(entries)
}
