import { join } from 'node:path'
import { type Diagnostic, shellWord } from '@backout/core/model'
import type { Call } from '../../terminal/call.ts'
import { paintFor } from '../../terminal/colour.ts'
import { InvalidDocuments } from '../../failure.ts'
import { pathFrom } from '../../system/path-from.ts'

/** The error for files of a root that are wrong, with all their diagnostics as a terminal shows them. `documents` are the texts that they point into. */
export async function invalidDocuments(
  tried: string,
  diagnostics: readonly Diagnostic[],
  documents: readonly { readonly path: string; readonly text: string }[],
  root: string,
  { cwd, env }: Pick<Call, 'cwd' | 'env'>,
): Promise<InvalidDocuments> {
  const [{ diagnosticsText }, { hideSecrets }] = await Promise.all([
    import('../../output/diagnostics-text.ts'),
    import('@backout/core/report'),
  ])
  const told = hideSecrets({ diagnostics, documents })
  const { stderr } = process
  const rendered = diagnosticsText(told.diagnostics, told.documents, { root, cwd, paint: paintFor(stderr, env), columns: stderr.columns })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const message = `${tried}: there ${errors === 1 ? 'is 1 error' : `are ${errors} errors`} in it`
  return new InvalidDocuments(message, told.diagnostics, rendered, todo(diagnostics, documents, root, cwd))
}

/** Plans are checked by name, and all together where `backout.yaml` is wrong, which is not called as a plan is. */
function todo(diagnostics: readonly Diagnostic[], documents: readonly { readonly path: string }[], root: string, cwd: string): string {
  const plans = documents.some(({ path }) => path === 'backout.yaml') ? [] : documents.map(({ path }) => pathFrom(cwd, join(root, path)))
  const check = ['plan validate', ...plans.map(shellWord)].join(' ')
  return diagnostics.some(({ fix }) => fix) ? `Mend what can be mended by itself: ${check} --fix` : `Mend it, and check it: ${check}`
}
