/** A place in a source file. `line` and `column` count from 1; `offset`s count UTF-16 units from 0. */
export interface SourceRange {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

/** A change of the source that resolves a diagnostic: the text from `start` to `end` becomes `text`. */
export interface Fix {
  readonly title: string
  readonly edits: readonly { readonly file: string; readonly start: number; readonly end: number; readonly text: string }[]
}

/** One thing that is wrong (or, with `severity: 'warning'`, doubtful) in what the user wrote. */
export interface Diagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** One sentence: what is wrong, with the quoted names. No full stop. */
  readonly message: string
  readonly at?: SourceRange
  /** What to do: a sentence, or the word that was probably meant. */
  readonly suggestion?: string
  readonly fix?: Fix
}
