import type { Diagnostic } from '@backout/core/model'
import type { Call } from '../terminal/call.ts'
import { paintFor } from '../terminal/colour.ts'
import { InvalidDocuments } from '../failure.ts'

/** The error for files of a root that are wrong, with all their diagnostics as a terminal shows them. `documents` are the texts that they point into. */
export async function invalidDocuments(
  tried: string,
  diagnostics: readonly Diagnostic[],
  documents: readonly { readonly path: string; readonly text: string }[],
  root: string,
  { cwd, env }: Pick<Call, 'cwd' | 'env'>,
): Promise<InvalidDocuments> {
  const { diagnosticsText } = await import('../output/diagnostics-text.ts')
  const { stderr } = process
  const rendered = diagnosticsText(diagnostics, documents, { root, cwd, paint: paintFor(stderr, env), columns: stderr.columns })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  return new InvalidDocuments(`${tried}: there ${errors === 1 ? 'is 1 error' : `are ${errors} errors`} in it`, diagnostics, rendered)
}
