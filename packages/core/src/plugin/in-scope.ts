import { quotedEntry } from '../model/index.ts'

/** What can tell whether an entry of `scope` covers a part. */
interface Covering {
  covers(entry: string, part: string): boolean
  /** Its code is not loaded: what an entry covers is asked again at the moment of each effect. */
  readonly unread?: true
}

/**
 * Whether entries of `scope` allow a part: one of them covers it, and none that begins with `!` does. A pattern may be wider than what is taken away
 * from it; each path that it meets is asked for by itself.
 */
export function inScope(driver: Covering, entries: readonly string[], part: string): boolean {
  if (driver.unread) return entries.length > 0
  return entries.some((entry) => driver.covers(entry, part)) && excludedBy(driver, entries, part) === undefined
}

/** The entry that begins with `!` and takes a part out of `scope`. */
export function excludedBy(driver: Covering, entries: readonly string[], part: string): string | undefined {
  return driver.unread ? undefined : entries.find((entry) => entry.startsWith('!') && driver.covers(entry.slice(1), part))
}

/** What to do about parts that entries of the scope of a resource do not allow. */
export function scopeHint(
  driver: Covering,
  entries: readonly string[],
  { resource, parts }: { readonly resource: string; readonly parts: readonly string[] },
): string {
  const excluded = parts.map((part) => excludedBy(driver, entries, part)).find((entry) => entry !== undefined)
  if (excluded !== undefined) return `Leave it out of the step: "${excluded}" takes it out of scope.${resource}`
  return `Add ${parts.map(quotedEntry).join(', ')} to scope.${resource}, and have the plan reviewed again`
}
