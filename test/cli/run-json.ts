/** A run, as far as the tests look at what `plan run --json` prints of it. */
export interface Outcome {
  readonly run: string
  readonly plan: string
  readonly ending: string
  readonly exitCode: number
  readonly record: string
  readonly commit?: string
  readonly nothingToCommit?: boolean
  readonly notCommitted?: { readonly message: string; readonly hint?: string }
  readonly checks: readonly { readonly id: string; readonly holds: boolean }[]
}

/** What `plan run --json` prints, as far as the tests look at it. */
export interface RunJson {
  readonly runs: readonly Outcome[]
  readonly applied: readonly { readonly name: string; readonly run: string; readonly inputs?: object }[]
  readonly notRun: readonly { readonly name: string; readonly why: string; readonly hint?: string }[]
}
