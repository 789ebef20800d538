import type { Diagnostic } from '../model/index.ts'
import { type Span, writtenSecrets } from './written-secrets.ts'

/** A file, as diagnostics point into it. */
interface Text {
  readonly path: string
  readonly text: string
}

interface Told {
  readonly diagnostics: readonly Diagnostic[]
  readonly documents: readonly Text[]
}

/** The same with stars in the place of passwords that the files have written out: in their texts as many, so that places stay; and in the words of diagnostics that are about one. */
export function hideSecrets<T extends Told>(told: T): T {
  const { diagnostics, documents } = told
  const files = new Map(documents.map(({ path, text }) => [path, { text, secrets: writtenSecrets(text) }]))
  const hidden = (diagnostic: Diagnostic): Diagnostic => {
    const file = diagnostic.at && files.get(diagnostic.at.file)
    return file ? withoutSecrets(diagnostic, file.text, file.secrets) : diagnostic
  }
  return {
    ...told,
    diagnostics: diagnostics.map(hidden),
    documents: documents.map(({ path, text }) => ({ path, text: starred(text, files.get(path)?.secrets ?? []) })),
  }
}

function starred(text: string, secrets: readonly Span[]): string {
  const parts: string[] = []
  let from = 0
  for (const { start, end } of secrets) {
    parts.push(text.slice(from, start), '*'.repeat(Math.max(0, end - Math.max(start, from))))
    from = Math.max(from, end)
  }
  return parts.join('') + text.slice(from)
}

function withoutSecrets(diagnostic: Diagnostic, text: string, secrets: readonly Span[]): Diagnostic {
  const { at, message, suggestion } = diagnostic
  const values = secrets
    .filter(({ start, end }) => at && start < at.end && at.start < end)
    .map(({ start, end }) => text.slice(start, end).replaceAll(/^["']|["']$/g, ''))
  // YAML takes the beginning of a value for an alias, an anchor or a tag, and diagnostics quote that alone.
  const isPiece = (quoted: string): boolean => quoted.length > 4 && values.some((value) => value.includes(quoted.slice(1)))
  const hidden = (told: string): string =>
    values
      .reduce((left, value) => left.replaceAll(value, () => '***'), told)
      .replaceAll(/"([^"]+)"/g, (all, quoted: string) => (isPiece(quoted) ? '"***"' : all))
  return { ...diagnostic, message: hidden(message), suggestion: suggestion && hidden(suggestion) }
}
