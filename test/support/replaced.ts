import type { Json } from '@backout/core/model'

/** A copy of a value in which something else stands at a path. */
export function replaced(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by
  const copy = structuredClone(value) as { [key: string]: Json }
  copy[key] = replaced(copy[key]!, rest, by)
  return copy
}
