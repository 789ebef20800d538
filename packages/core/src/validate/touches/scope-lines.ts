import { families, type Scope } from '../../model/index.ts'
import { writeFlow } from '../../load/index.ts'

/** A scope as lines of YAML: one for each list. */
export function scopeLines(scope: Scope): readonly string[] {
  return families.flatMap((family) => {
    const entries = scope[family]
    if (entries === undefined) return []
    if (Array.isArray(entries)) return [`${family}: ${writeFlow(entries)}`]
    return [
      `${family}:`,
      ...Object.entries(entries as { readonly [name: string]: readonly string[] }).map(
        ([name, parts]) => `  ${writeFlow({ [name]: parts }).slice(2, -2)}`,
      ),
    ]
  })
}
