import { type Diagnostic, messageOf, PlanError } from '@backout/core/model'
import { printable } from '@backout/core/report/printable'
import { callError, isOclifError } from './command-line/call-error.ts'
import type { Paint } from './terminal/colour.ts'
import { exitCodeOf } from './exit-codes.ts'
import type { DiagnosticJson, ErrorJson } from './shapes/error.ts'
import { withRoot } from './next/with-root.ts'

/** Documents that are wrong stopped a command: their diagnostics, and how they read in a terminal. */
export class InvalidDocuments extends PlanError {
  readonly diagnostics: readonly Diagnostic[]
  readonly rendered: string

  constructor(message: string, diagnostics: readonly Diagnostic[], rendered: string, hint: string) {
    super('invalid', message, { hint })
    this.diagnostics = diagnostics
    this.rendered = rendered
  }
}

/** A thrown thing as a `PlanError`: wrong flags and arguments are `invalid`, and what nobody foresaw is `internal`. */
export function asPlanError(thrown: unknown): PlanError {
  if (thrown instanceof PlanError) return thrown
  // What failed while something was put away after an error says less than that error.
  if (thrown instanceof SuppressedError) return asPlanError(thrown.suppressed)
  if (isOclifError(thrown)) return callError(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (isSystemError(thrown))
    return new PlanError('internal', `Cannot go on: ${message}`, {
      cause: thrown,
      hint: 'See what keeps Backout from it; with DEBUG=1 it shows where that was',
    })
  return new PlanError('internal', `Cannot go on: ${message}`, {
    cause: thrown,
    hint: 'This is a defect of Backout. Run it again with DEBUG=1 for the stack, and report it',
  })
}

/** The exit status that tells of a thrown thing. */
export function statusOf(thrown: unknown): number {
  return exitCodeOf(asPlanError(thrown).code)
}

/** A thrown thing as `--json` prints it. `root` is the `--root` of the call, which commands in hints have then, too. */
export function failureJson(thrown: unknown, root?: string): ErrorJson {
  const error = asPlanError(thrown)
  const diagnostics = error instanceof InvalidDocuments ? error.diagnostics.map(diagnosticJson) : undefined
  return {
    error: {
      code: error.code,
      message: messageOf(error),
      hint: error.hint && withRoot(error.hint, root),
      diagnostics,
    },
  }
}

/** A thrown thing as a terminal shows it: what was tried, what is so, and on a line of its own what to do. Ends with a line feed. */
export function failureText(
  thrown: unknown,
  paint: Paint,
  { debug, root }: { readonly debug?: boolean; readonly root?: string | undefined } = {},
): string {
  const error = asPlanError(thrown)
  // Lines of what is quoted must not pass for lines of ours.
  const message = printable(messageOf(error)).replaceAll('\n', '\n  ')
  const rendered = error instanceof InvalidDocuments && error.rendered ? `${error.rendered.trimEnd()}\n\n` : ''
  const hint = error.hint ? `${printable(withRoot(error.hint, root)).replace(/^/gm, '  ')}\n` : ''
  const stack = debug ? `${String((error.cause instanceof Error ? error.cause : error).stack)}\n` : ''
  return `${rendered}${paint('red', 'Error:')} ${message}\n${hint}${stack}`
}

/** A diagnostic as `--json` prints it. */
export function diagnosticJson({ code, severity, message, at, suggestion, fix }: Diagnostic): DiagnosticJson {
  return {
    code,
    severity,
    message,
    file: at?.file,
    line: at?.line,
    column: at?.column,
    suggestion,
    fix: fix?.title,
  }
}

/** What the operating system refuses is no defect, also where nobody foresaw it. */
function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && 'errno' in thrown
}
