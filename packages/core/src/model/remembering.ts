/** What a function gives, asked once for each argument. */
export function remembering<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const kept = new Map<Key, Value>()
  return (key) => {
    if (!kept.has(key)) kept.set(key, make(key))
    return kept.get(key) as Value
  }
}
