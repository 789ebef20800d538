import type { Findings } from './findings.ts'
import { prefixOf } from './report-mistake.ts'
import type { Refused } from './describe-uses.ts'

/** What step types refuse though their schemas do not: each once, whatever the environment. */
export function checkRefused(findings: Findings, refused: readonly Refused[]): void {
  const told = new Set<string>()
  for (const { use, error } of refused) {
    if (error.code === 'missing' && error.message.endsWith('it is not there')) continue // told by its own check
    const base = use.rollback?.pointer ?? use.entry.pointer
    const message = prefixOf(findings.document.value, base) + lowered(error.message)
    if (told.has(base + message)) continue
    told.add(base + message)
    const pointer = use.rollback ? base : `${base}/with`
    findings.error(codes[error.code] ?? 'invalid-input', pointer, message, { suggestion: error.hint, part: use.rollback ? 'value' : 'key' })
  }
}

const codes: { readonly [code: string]: string } = {
  'out-of-scope': 'out-of-scope',
  internal: 'plugin-failed',
  missing: 'missing-file',
  refused: 'not-yet',
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
