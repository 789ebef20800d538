import type { Diagnostic } from '@backout/core/model'
import type { Call } from './call.ts'
import { isColoured } from './colour.ts'
import { InvalidDocuments } from './failure.ts'

/** The error for files that are wrong, with all their diagnostics as a terminal shows them. `documents` are the texts that they point into. */
export async function invalidDocuments(
  tried: string,
  diagnostics: readonly Diagnostic[],
  documents: readonly { readonly path: string; readonly text: string }[],
  call: Call,
): Promise<InvalidDocuments> {
  const { renderDiagnostic } = await import('@backout/core/report')
  const texts = new Map(documents.map(({ path, text }) => [path, text]))
  const color = !call.json && isColoured(process.stderr, call.env)
  const rendered = diagnostics.map((each) => renderDiagnostic(each, texts.get(each.at?.file ?? '') ?? '', { color })).join('\n\n')
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  return new InvalidDocuments(`${tried}: there ${errors === 1 ? 'is 1 error' : `are ${errors} errors`} in it`, diagnostics, rendered)
}
