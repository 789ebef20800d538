/** The parts of a JSON Pointer (RFC 6901); none for the whole document. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return []
  const parts = pointer.slice(1).split('/')
  return pointer.includes('~') ? parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')) : parts
}

/** The value at a JSON Pointer, or undefined. */
export function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const part of pointerParts(pointer)) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined
    at = (at as { readonly [key: string]: unknown })[part]
  }
  return at
}
