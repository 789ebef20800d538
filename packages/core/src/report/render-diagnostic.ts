import type { Diagnostic } from '../model/index.ts'
import { columnsOf, onOneLine, printable } from './printable.ts'

/** Long lines are cut around the place that is meant. In UTF-16 units. */
const longestLine = 160
const shortestLine = 20

/** Sets a part of it off. */
type Paint = (ink: 'bold' | 'dim' | 'red' | 'yellow' | 'cyan', text: string) => string

/** How a diagnostic is to look. */
export interface DiagnosticLook {
  readonly paint: Paint
  /** Of the terminal: a line of source that it breaks would have its carets under another place. Without it there is room for any. */
  readonly columns?: number | undefined
}

/**
 * A diagnostic for a terminal: `file:line:column`, what is wrong, the source line with a caret under the place, and what to do.
 * `text` is the file's content; without it, or without a place, only the sentence is there.
 */
export function renderDiagnostic(
  { code, severity, message, at, suggestion, fix }: Diagnostic,
  text: string,
  { paint, columns }: DiagnosticLook,
): string {
  const place = at ? `${at.file}:${at.line}:${at.column}: ` : ''
  const head = `${paint('bold', onOneLine(place))}${paint(severity === 'error' ? 'red' : 'yellow', severity)}: ${onOneLine(message)} ${paint('dim', `[${code}]`)}`
  const help = [...(suggestion ? [suggestion] : []), ...(fix ? [`Fix: ${fix.title} (plan validate --fix)`] : [])]
  const quoted = at && text ? excerpt(text, at, { paint, columns }) : []
  return [head, ...quoted, ...help.map((each) => `  ${paint('cyan', '→')} ${printable(each)}`)].join('\n')
}

type Place = NonNullable<Diagnostic['at']>

/** The line, and carets from the place to its end, or to the end of the line. Tabs stay tabs, so that the carets stand right. */
function excerpt(
  text: string,
  { line, column, start, end }: Place,
  { paint, columns = Number.POSITIVE_INFINITY }: DiagnosticLook,
): readonly string[] {
  const begin = start - (column - 1)
  const margin = String(line)
  const longest = Math.max(shortestLine, Math.min(longestLine, columns - `  ${margin} | `.length))
  const isShort = restOfLine(text, begin, longest + 1).length <= longest
  const from = isShort ? begin : Math.max(begin, start - Math.floor(longest / 2))
  const shown = restOfLine(text, from, longest)
  const before = text.slice(from, start)
  const marked = text.slice(start, Math.min(end, from + shown.length))
  const carets = Math.max(1, blanksFor(marked).length)
  const blank = ' '.repeat(margin.length)
  return [
    `  ${paint('dim', `${margin} |`)} ${printable(shown)}`,
    `  ${paint('dim', `${blank} |`)} ${blanksFor(before)}${paint('red', '^'.repeat(carets))}`,
  ]
}

/** As many blanks as a terminal takes columns for a text as it is shown; tabs stay tabs. */
function blanksFor(text: string): string {
  return printable(text)
    .split('\t')
    .map((part) => ' '.repeat(columnsOf(part)))
    .join('\t')
}

/** What a line holds from an offset on, up to a length: of very many diagnostics in a very long line, none looks at all of it. */
function restOfLine(text: string, from: number, length: number): string {
  return /^[^\r\n]*(?:\r(?!\n)[^\r\n]*)*/.exec(text.slice(from, from + length + 1))![0].slice(0, length)
}
