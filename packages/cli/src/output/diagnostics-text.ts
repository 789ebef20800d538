import { join } from 'node:path'
import type { Diagnostic } from '@backout/core/model'
import { renderDiagnostic } from '@backout/core/report'
import type { Paint } from '../colour.ts'
import { pathFrom } from '../path-from.ts'

/** From where files are told of, and with which colours. */
export interface DiagnosticsView {
  readonly root: string
  readonly cwd: string
  readonly paint: Paint
}

/** Diagnostics for a terminal, with the lines that they are about. Their files are told of from the working directory, so that an editor finds them. */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  documents: readonly { readonly path: string; readonly text: string }[],
  { root, cwd, paint }: DiagnosticsView,
): string {
  const texts = new Map(documents.map(({ path, text }) => [path, text]))
  return diagnostics
    .map((each) => {
      const { at } = each
      if (!at) return renderDiagnostic(each, '', paint)
      const fromHere = { ...each, at: { ...at, file: pathFrom(cwd, join(root, at.file)) } }
      return renderDiagnostic(fromHere, texts.get(at.file) ?? '', paint).trimEnd()
    })
    .join('\n\n')
}
