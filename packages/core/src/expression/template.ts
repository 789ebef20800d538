import { isList, type Json, pointTo } from '../model/index.ts'

/** A piece of a text: as it is, or an expression. Offsets count UTF-16 units of the text and include the braces. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly expression: string; readonly start: number; readonly end: number; readonly closed: boolean }

/** One expression of a template. `pointer` is the JSON Pointer of its text; `offset` is where the expression starts in that text. */
export interface PlacedExpression {
  readonly pointer: string
  readonly expression: string
  readonly offset: number
  /** Whether the text is this expression alone, so that its value keeps its type. */
  readonly alone: boolean
  /** False where `}}` is missing. */
  readonly closed: boolean
}

/**
 * Splits a text at its `${{ … }}`. `$${{` is a literal `${{`. Braces inside strings of the expression, and balanced
 * braces of its maps, do not end it.
 */
export function splitTemplate(text: string): readonly Part[] {
  const parts: Part[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('${{', at)
    if (open < 0) break
    if (open > at && text[open - 1] === '$') {
      plain += `${text.slice(at, open - 1)}\${{`
      at = open + 3
      continue
    }
    plain += text.slice(at, open)
    if (plain !== '') parts.push({ kind: 'text', text: plain })
    plain = ''
    const close = endOfExpression(text, open + 3)
    const end = close < 0 ? text.length : close + 2
    const expression = text.slice(open + 3, close < 0 ? text.length : close)
    parts.push({ kind: 'expression', expression, start: open, end, closed: close >= 0 })
    at = end
  }
  plain += text.slice(at)
  if (plain !== '' || parts.length === 0) parts.push({ kind: 'text', text: plain })
  return parts
}

/** All expressions of a template, in order; keys of objects are not expanded. */
export function expressionsIn(template: Json): readonly PlacedExpression[] {
  const found: PlacedExpression[] = []
  collect(template, '', found)
  return found
}

function collect(template: Json, pointer: string, found: PlacedExpression[]): void {
  if (typeof template === 'string') {
    if (template.includes('${{')) found.push(...placed(template, pointer))
  } else if (isList(template)) {
    for (const [index, item] of template.entries()) collect(item, `${pointer}/${index}`, found)
  } else if (template !== null && typeof template === 'object') {
    for (const [key, item] of Object.entries(template)) collect(item, pointTo(pointer, key), found)
  }
}

function placed(text: string, pointer: string): PlacedExpression[] {
  const parts = splitTemplate(text)
  return parts.flatMap((part) =>
    part.kind === 'text'
      ? []
      : [{ pointer, expression: part.expression, offset: part.start + 3, alone: parts.length === 1, closed: part.closed }],
  )
}

function endOfExpression(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '"' || char === "'") {
      at = endOfString(text, at)
    } else if (char === '{') {
      depth++
    } else if (char === '}') {
      if (depth === 0) return text[at + 1] === '}' ? at : -1
      depth--
    }
  }
  return -1
}

/** The offset of the last character of a CEL string (raw and triple-quoted ones too) that opens at `open`. */
function endOfString(text: string, open: number): number {
  const quote = text.startsWith(text[open]!.repeat(3), open) ? text[open]!.repeat(3) : text[open]!
  const raw = /(?<![a-zA-Z0-9_])(?:[rR][bB]?|[bB][rR])$/.test(text.slice(Math.max(0, open - 3), open))
  for (let at = open + quote.length; at < text.length; at++) {
    if (text[at] === '\\' && !raw) at++
    else if (text.startsWith(quote, at)) return at + quote.length - 1
  }
  return text.length
}
