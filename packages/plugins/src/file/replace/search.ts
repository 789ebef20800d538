import { breathing, PlanError, withinTime } from '@backout/core/plugin'
import { isBinary, readUnlessBinary } from '../binary.ts'
import type { Edit } from '../pack/unit.ts'
import type { Tree } from '../tree/tree.ts'
import { findLiteral } from './literal.ts'
import { findPattern, readPattern } from './pattern.ts'
import { requiredLiteral } from './required-literal.ts'
import { editsOf, isCrlf, type Match } from './text.ts'

/** What to look for, and what to put there. */
export interface Search {
  /** A text that is in each file to look at: the others are passed over after a look at their bytes. */
  readonly required: Uint8Array
  /** Whether a text that ends its lines with CR LF is searched as if with LF. */
  readonly anyLineEnd: boolean
  /** Whether an encoding mark (U+FEFF) at the start of a text is passed over. */
  readonly anyMark: boolean
  /** ms that one round of looking may take; without it there is no limit, and no need for one. */
  readonly limit?: number
  matches(text: string): Iterable<Match>
}

/** A file in which something was found. */
export interface Found {
  readonly path: string
  readonly bytes: Uint8Array
  readonly edits: readonly Edit[]
  /** How often it was found, also where the text stays as it is. */
  readonly count: number
}

/** A search for a literal text. */
export function literalSearch(find: string, replace: string): Search {
  return {
    required: longestLine(find),
    anyLineEnd: !find.includes('\r'),
    anyMark: !find.includes(mark),
    matches: (text) => findLiteral(text, find, replace),
  }
}

/** A search for a regular expression, with a limit of ten seconds for each round. Errors: `invalid`. */
export function patternSearch(pattern: string, replace: string): Search {
  const regex = readPattern(pattern)
  return {
    required: longestLine(requiredLiteral(pattern)),
    anyLineEnd: !carriageReturn.test(pattern),
    anyMark: !/\uFEFF|\\u\{?feff/i.test(pattern),
    limit: 10_000,
    matches: (text) => findPattern(text, regex, replace),
  }
}

/** Who searches: `skip` is told of files that are not UTF-8 text, which stay as they are. */
export interface Searching {
  readonly signal: AbortSignal
  skip(path: string): void
}

/** Looks through files, in order, and gives what it found in rounds. Errors: `failed` where a pattern takes too long, or too much would be put in; the reason of an abort. */
export async function* searchFiles(
  tree: Tree,
  paths: readonly string[],
  search: Search,
  { signal, skip }: Searching,
): AsyncIterable<readonly Found[]> {
  let round: Candidate[] = []
  let size = 0
  const breathe = breathing(signal)
  for (const path of paths) {
    // To await nothing would have each directory opened again for each file.
    const pause = breathe()
    if (pause) await pause
    const bytes = readUnlessBinary(tree, path)
    if (bytes !== 'binary' && !holds(bytes, search.required)) continue
    if (bytes === 'binary' || isBinary(bytes)) {
      skip(path)
      continue
    }
    round.push({ path, bytes })
    size += bytes.length
    if (round.length < roundLimit.files && size < roundLimit.bytes) continue
    yield lookThrough(round, search)
    ;[round, size] = [[], 0]
  }
  yield lookThrough(round, search)
}

interface Candidate {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Watching the time costs something each time, so that several files share it. */
const roundLimit = { files: 64, bytes: 2 * 1024 * 1024 }

/** How many characters a round may put in: with all that is behind each match (`$'`), a small file outgrows the memory. */
const mostPut = 128 * 1024 * 1024

function holds(bytes: Uint8Array, text: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text as Buffer)
}

function lookThrough(round: readonly Candidate[], search: Search): readonly Found[] {
  if (round.length === 0) return []
  let looking = round[0]!.path
  const room = { left: mostPut }
  const work = (): readonly Found[] =>
    round.flatMap((one) => {
      looking = one.path
      return lookAt(one, search, room) ?? []
    })
  const found = search.limit === undefined ? work() : withinTime(search.limit, work)
  if (found) return found
  throw new PlanError('failed', `Cannot search "${looking}": the pattern takes longer than ${search.limit! / 1000} s`, {
    hint: 'Write the pattern so that it can match in one way only: no (a+)+ and no (a|ab)*',
  })
}

function lookAt({ path, bytes }: Candidate, search: Search, room: Room): Found | undefined {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const marked = search.anyMark && whole.startsWith(mark)
  const text = marked ? whole.slice(mark.length) : whole
  const crlf = search.anyLineEnd && isCrlf(text)
  const seen = crlf ? text.replaceAll('\r\n', '\n') : text
  const matches = fitting(search.matches(seen), path, room)
  if (matches.length === 0) return undefined
  return { path, bytes, edits: editsOf(seen, matches, { crlf, start: marked ? Buffer.byteLength(mark) : 0 }), count: matches.length }
}

/** How many characters may still be put in. */
interface Room {
  left: number
}

/** Errors: `failed`. */
function fitting(found: Iterable<Match>, path: string, room: Room): readonly Match[] {
  const matches: Match[] = []
  for (const match of found) {
    room.left -= match.text.length
    if (room.left < 0)
      throw new PlanError('failed', `Cannot replace in "${path}": more than ${mostPut / 1024 / 1024} MiB would be put there`)
    matches.push(match)
  }
  return matches
}

const mark = '\uFEFF'

/** As it is, or by one of its escapes: a backslash behind a backslash begins none. */
const carriageReturn = /\r|(?<!\\)(?:\\\\)*\\(?:r|cm|x0d|u000d|u\{0*d\})/i

function longestLine(text: string): Uint8Array {
  const lines = text.split(/[\r\n]+/)
  return Buffer.from(lines.reduce((longest, line) => (line.length > longest.length ? line : longest), ''))
}
