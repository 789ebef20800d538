/** A part of a text, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Those that do not begin inside of another, in order; of two that begin at one place, the longer one. */
export function apart<T extends Span>(spans: readonly T[]): readonly T[] {
  let end = 0
  return spans
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((span) => {
      if (span.start < end) return false
      end = span.end
      return true
    })
}

/** A text with something else in the place of each span; they are in order, and apart. */
export function replaceSpans<T extends Span>(text: string, spans: Iterable<T>, by: (span: T) => string): string {
  let [replaced, at] = ['', 0]
  for (const span of spans) {
    replaced += text.slice(at, span.start) + by(span)
    at = span.end
  }
  return at === 0 ? text : replaced + text.slice(at)
}
