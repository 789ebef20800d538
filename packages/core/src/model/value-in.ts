/** What a map has under a key, which may come from a plan: what every object has (`constructor`) is none of it. */
export function valueIn<Item>(map: { readonly [key: string]: Item } | undefined, key: string): Item | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined
}
