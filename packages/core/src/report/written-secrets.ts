import { secretWords } from '../model/index.ts'

/** A piece of a text. Offsets in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The passwords that a text has written out, in their order: behind a key that says so, in quotes or not; and in URLs. Not where a secret or variable is named. */
export function writtenSecrets(text: string): readonly Span[] {
  const ofUrls = [...text.matchAll(urls)].map(({ indices }) => ({ start: indices![1]![0], end: indices![1]![1] }))
  return [...behindKeys(text), ...ofUrls]
    .filter(({ start, end }) => !named.test(text.slice(start, end)))
    .toSorted((a, b) => a.start - b.start)
}

/** Here and below, repeats are bounded so that time grows with the text alone. */
const keys = new RegExp(`${secretWords}[\\w-]{0,40}["']?[ \\t]{0,20}`, 'gi')

/** With or without the slashes that belong there. A port is no password. */
const urls = /:\/{1,2}[^\s/:@"']{0,200}:(?!\d{1,5}(?:[/?#"'\s]|$))([^\s"']{1,500})@/dg

/** `${{ secrets.NAME }}`, `$NAME`, `${NAME}` */
const named = /\$\{\{|^["']?\$(?:\{\w+\}|[A-Z_][A-Z0-9_]*)["']?$/

/** In the quotes of YAML, JSON or SQL, which may be missing at the end. */
const quoted = /(?:[:=][ \t]{0,20})?("(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\r\n]|'')*'?)/dy
/** What YAML reads up to a comment; within a map on one line up to the next key. */
const plain = /:(?!:)[ \t]{0,20}([^\s#{|>](?:[^\s#]|[^\S\r\n](?!#)|(?<=\S)#)*)/dy
const plainInMap = /:(?!:)[ \t]{0,20}([^\s#{|>,}][^\r\n,}]*)/dy
/** `password=x`, as in the texts that libraries connect with. */
const parameter = /=[ \t]{0,20}([^\s,;)"']+)/dy

function behindKeys(text: string): readonly Span[] {
  const spans: Span[] = []
  keys.lastIndex = 0
  for (let key = keys.exec(text); key !== null; key = keys.exec(text)) {
    const value = valueAt(text, keys.lastIndex, isInMap(text.slice(Math.max(0, key.index - 500), key.index)))
    if (!value) continue
    spans.push(value)
    keys.lastIndex = value.end
  }
  return spans
}

/** By what stands before it on its line. */
function isInMap(before: string): boolean {
  return before.slice(before.lastIndexOf('\n') + 1).includes('{')
}

function valueAt(text: string, from: number, inMap: boolean): Span | undefined {
  for (const pattern of [quoted, inMap ? plainInMap : plain, parameter]) {
    pattern.lastIndex = from
    const found = pattern.exec(text)?.indices?.[1]
    if (found) return { start: found[0], end: found[1] }
  }
  return undefined
}
