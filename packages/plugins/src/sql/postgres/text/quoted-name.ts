/** A name as SQL reads it whatever is in it, with the schemas before it that are given: `"crm"."Odd name"`. */
export function quotedName(...path: readonly (string | undefined)[]): string {
  return path
    .filter((name) => name !== undefined)
    .map((name) => `"${name.replaceAll('"', '""')}"`)
    .join('.')
}
