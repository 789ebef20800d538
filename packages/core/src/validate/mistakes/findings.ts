import { type Diagnostic, type Fix, pointTo, type SourceRange } from '../../model/index.ts'
import { type LoadedDocument, type TextEdit, valueAt } from '../../load/index.ts'
import { whose } from './whose.ts'

/** What a diagnostic says beside its code, place and message. */
export interface Particulars {
  /** Point at the key instead of the value. */
  readonly part?: 'key' | 'value'
  readonly suggestion?: string | undefined
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] } | undefined
  /** Offsets in the text at the pointer. */
  readonly within?: readonly [start: number, end: number]
}

/** Collects diagnostics of one document. Where the YAML is wrong already, nothing more is said about the same place, or of what may be missing there. */
export interface Findings {
  readonly document: LoadedDocument
  /** From here on, pointers are those of another reading of the same file. */
  readAs(document: LoadedDocument): void
  error(code: string, pointer: string, message: string, particulars?: Particulars): void
  warning(code: string, pointer: string, message: string, particulars?: Particulars): void
  /** All of them, with those of the YAML, in the order of the file. */
  all(): readonly Diagnostic[]
  hasErrors(): boolean
  /** Whose mistake something at a pointer is, as the beginning of a sentence: `Step "expand": `; empty outside of the four lists. */
  whose(pointer: string): string
  /** Whether the YAML is wrong at a place, or below it. */
  isUnread(pointer: string): boolean
}

/** Begins to collect. */
export function findingsIn(loaded: LoadedDocument): Findings {
  let document = loaded
  const found: Diagnostic[] = []
  const told = new Set<string>()
  const add = (severity: Diagnostic['severity'], code: string, pointer: string, message: string, particulars: Particulars = {}) => {
    const { part, suggestion, fix, within } = particulars
    const at = within ? document.rangeWithin(pointer, ...within) : document.rangeOf(pointer, part)
    if (isUnread(document, at) || (code === 'missing-key' && hasUnreadKey(document, pointer))) return
    // What aliases repeat is wrong once, whosever it is.
    const mistake = `${code} ${at.start} ${at.end} ${message.replace(/^[A-Z][a-z ]+ "[^"]*": /, '')}`
    if (told.has(mistake)) return
    told.add(mistake)
    const kept = fix && fix.edits.length > 0 ? fixOf(document.path, fix) : undefined
    found.push({ code, severity, message, at, ...(suggestion !== undefined && { suggestion }), ...(kept && { fix: kept }) })
  }
  return {
    get document() {
      return document
    },
    readAs: (read) => {
      document = read
    },
    error: (...finding) => add('error', ...finding),
    warning: (...finding) => add('warning', ...finding),
    all: () => [...document.diagnostics, ...found].toSorted(byPlace),
    whose: (pointer) => whose(document.value, pointer),
    isUnread: (pointer) => isUnread(document, document.rangeOf(pointer)),
    hasErrors: () => document.diagnostics.length > 0 || found.some(({ severity }) => severity === 'error'),
  }
}

/** Whether the YAML is wrong at a place. */
function isUnread({ diagnostics }: LoadedDocument, at: SourceRange): boolean {
  return diagnostics.some((known) => known.at && overlaps(known.at, at))
}

/** Whether the YAML is wrong at a key of a map, which may be the one that is missing. */
function hasUnreadKey(document: LoadedDocument, pointer: string): boolean {
  if (document.diagnostics.length === 0) return false
  return Object.keys(valueAt(document.value, pointer) ?? {}).some((key) =>
    isUnread(document, document.rangeOf(pointTo(pointer, key), 'key')),
  )
}

function fixOf(file: string, { title, edits }: { readonly title: string; readonly edits: readonly TextEdit[] }): Fix {
  return { title, edits: edits.map((edit) => ({ file, ...edit })) }
}

function overlaps(a: SourceRange, b: SourceRange): boolean {
  return a.start < b.end && b.start < a.end
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.at?.start ?? 0) - (b.at?.start ?? 0) || (a.code < b.code ? -1 : 1)
}
