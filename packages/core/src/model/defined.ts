/** The fields that are not undefined, in their order: what a reader of JSON would find. */
export function defined<const T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
