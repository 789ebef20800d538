import { pointTo } from '../../model/index.ts'
import { valueAt } from '../../load/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import { lowered } from '../mistakes/phrases.ts'
import { placeOfText } from './place-of-touch.ts'
import type { Described, Refused } from '../view/describe-uses.ts'

/** What step types refuse though their schemas do not: each once, with the environment where it is fine in another. */
export function checkRefused(findings: Findings, refused: readonly Refused[], described: readonly Described[]): void {
  const told = new Set<string>()
  const fine = new Set(described.map(({ use }) => use))
  for (const one of refused) {
    const { use, environment, error } = one
    const base = use.rollback?.pointer ?? use.entry.pointer
    const where = fine.has(use) ? ` in the environment "${environment.name}"` : ''
    const message = findings.whose(base) + lowered(error.message) + where
    // What a rollback takes over from its step is told of the step.
    const known = use.rollback?.step.uses === undefined ? use.entry.pointer : base
    if (told.has(known + message)) continue
    told.add(known + message)
    const { pointer, part } = placeOf(findings, base, one)
    findings.error(codes[error.code] ?? 'invalid-input', pointer, message, { suggestion: error.hint, part })
  }
}

/** The key or the text that it is about, if it is written here; else the whole. */
function placeOf(
  { document }: Findings,
  base: string,
  { use, environment, error }: Refused,
): { readonly pointer: string; readonly part: 'key' | 'value' } {
  const { about, text } = error
  const named = about === undefined ? text !== undefined && placeOfText({ use, environment }, text) : pointTo(`${base}/with`, about)
  if (named && valueAt(document.value, named) !== undefined) return { pointer: named, part: 'value' }
  return use.rollback ? { pointer: base, part: 'value' } : { pointer: `${base}/with`, part: 'key' }
}

const codes: { readonly [code: string]: string } = {
  'out-of-scope': 'out-of-scope',
  internal: 'plugin-failed',
  missing: 'missing-file',
  refused: 'not-yet',
}
