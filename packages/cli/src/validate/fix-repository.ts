import type { Diagnostic, Fix } from '@backout/core/model'
import { applyFixes, chooseFixes } from '@backout/core/validate'
import type { Call } from '../terminal/call.ts'
import { checkRepository } from './check-repository.ts'
import type { ValidateJson } from '../shapes/validate.ts'
import { writeOver } from '../system/write-file.ts'

/** A fix may bring another mistake to light, but not for ever. */
const rounds = 10

/** Applies the fixes that diagnostics offer, again and again until none is left; says what was done in which file. */
export async function fixRepository(selectors: readonly string[], call: Call): Promise<ValidateJson['fixed']> {
  const done = new Map<string, string[]>()
  for (let round = 0; round < rounds; round++) {
    const { root, documents, diagnostics } = await checkRepository(selectors, call)
    const changed = documents.filter(({ path, text }) => fixFile(root, path, text, diagnostics, done))
    if (changed.length === 0) break
  }
  return [...done].map(([file, fixes]) => ({ file, fixes }))
}

function fixFile(root: string, path: string, text: string, diagnostics: readonly Diagnostic[], done: Map<string, string[]>): boolean {
  const fixes = chooseFixes(diagnostics.flatMap(({ fix }) => (fix?.edits.some(({ file }) => file === path) ? [fix] : [])))
  const fixed = fixes.length > 0 ? applyFixes(text, fixes) : text
  if (fixed === text) return false
  writeOver(root, path, fixed)
  done.set(path, [...(done.get(path) ?? []), ...fixes.map(titleOf)])
  return true
}

function titleOf({ title }: Fix): string {
  return title
}
