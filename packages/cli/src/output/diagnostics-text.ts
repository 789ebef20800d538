import { join } from 'node:path'
import type { Diagnostic } from '@backout/core/model'
import { type DiagnosticLook, renderDiagnostic } from '@backout/core/report'
import { pathFrom } from '../system/path-from.ts'

/** From where files are told of, and how it looks. */
export interface DiagnosticsView extends DiagnosticLook {
  readonly root: string
  readonly cwd: string
}

/** So many are shown at most: nobody mends more at once. */
const most = 1000

/** Diagnostics for a terminal, with the lines that they are about; of very many, the first. Their files are told of from the working directory, so that an editor finds them. */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  documents: readonly { readonly path: string; readonly text: string }[],
  { root, cwd, ...look }: DiagnosticsView,
): string {
  const texts = new Map(documents.map(({ path, text }) => [path, text]))
  const shown = diagnostics
    .slice(0, most)
    .map((each) => {
      const { at } = each
      if (!at) return renderDiagnostic(each, '', look)
      const fromHere = { ...each, at: { ...at, file: pathFrom(cwd, join(root, at.file)) } }
      return renderDiagnostic(fromHere, texts.get(at.file) ?? '', look).trimEnd()
    })
    .join('\n\n')
  const others = diagnostics.length - most
  return others > 0 ? `${shown}\n\nand ${others} more, which "plan validate --json" lists` : shown
}
