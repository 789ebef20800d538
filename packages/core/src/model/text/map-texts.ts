/** A copy of plain data with another text for each text, also for the names of fields. Bytes stay as they are. */
export function mapTexts<T>(data: T, change: (text: string) => string): T {
  if (typeof data === 'string') return change(data) as T & string
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array) return data
  if (Array.isArray(data)) return data.map((each: unknown) => mapTexts(each, change)) as T & readonly unknown[]
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [change(name), mapTexts<unknown>(value, change)])) as T & object
}
