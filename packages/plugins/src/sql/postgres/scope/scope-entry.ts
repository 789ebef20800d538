import type { Touch } from '@backout/core/plugin'
import { matchesWildcard } from '../../../wildcard.ts'

/**
 * Whether an entry of `scope.databases` covers a part. Entries are `schema.table` (without schema: `public`), with `*` for any name or part
 * of one; `*` alone stands for the whole database. Other objects are named with their kind: `extension pg_trgm`, `role app`. Case is that of SQL:
 * letters outside of quotes are lower case.
 */
export function coversTable(entry: string, part: string): boolean {
  if (entry.trim() === '*') return true
  const allowed = parse(entry)
  const asked = parse(part)
  return allowed.length === asked.length && allowed.every((pattern, index) => matches(pattern, asked[index]!))
}

/** Whether two touches of one database conflict: one of them writes, and they name the same. */
export function tablesOverlap(a: Touch, b: Touch): boolean {
  if (a.access === 'read' && b.access === 'read') return false
  return coversTable(a.part, b.part) || coversTable(b.part, a.part)
}

/** The name alone, by which parts that overlap agree; none where it may stand for others. */
export function placesOf(part: string): readonly string[] {
  const name = part.includes('*') ? undefined : parse(part).at(-1)
  return name === undefined ? [] : [name.text]
}

interface Word {
  readonly text: string
  readonly quoted: boolean
}

/** `extension x` as two words behind a mark, so that it never equals `schema.table`. */
function parse(text: string): readonly Word[] {
  const object = /^([a-z]+(?: [a-z]+)*) (\S.*)$/.exec(text.trim())
  if (object && !text.trim().startsWith('"')) {
    return [{ text: ' ', quoted: true }, { text: object[1]!, quoted: true }, ...identifiers(object[2]!)]
  }
  const words = identifiers(text.trim())
  return words.length === 1 ? [{ text: 'public', quoted: true }, ...words] : words
}

function identifiers(text: string): readonly Word[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? { text: plain!.toLowerCase(), quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true },
  )
}

function matches(pattern: Word, name: Word): boolean {
  return pattern.quoted ? pattern.text === name.text : matchesWildcard(pattern.text, name.text)
}
