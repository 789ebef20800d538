import { apart, type Span } from '../span.ts'
import { runOfEncoding } from '../spelling/encoded-runs.ts'

/** A part of a text that is a part of a spelling of a secret: `text.slice(start, end)` is `spelling.slice(from, from + end - start)`. */
export interface Piece extends Span {
  readonly spelling: string
  readonly from: number
}

/** Finds what programs have wrapped: encodings such as base64 come in lines of 60, 64 or 76 characters, and a line may be all that there is. */
export type PieceFinder = (text: string) => readonly Piece[]

/** Characters by which a part of a spelling is recognised. */
const window = 8
/** Fewer characters of a spelling are not taken for a part of it. */
const shortestPiece = 2 * window - 1

/** A finder of pieces of these spellings: those of encodings that are wrapped. */
export function pieceFinder(spellings: readonly string[]): PieceFinder {
  const wrapped = spellings.filter((spelling) => spelling.length > shortestPiece)
  if (wrapped.length === 0) return () => []
  const windows = windowsOf(wrapped)
  return (text) => apart([...longPieces(text, windows), ...brokenPieces(text, windows)])
}

type Windows = ReadonlyMap<string, readonly { readonly spelling: string; readonly at: number }[]>

/** Where each sequence of {@link window} characters stands in the spellings. One that repeats itself is known by its first places. */
function windowsOf(spellings: readonly string[]): Windows {
  const windows = new Map<string, { readonly spelling: string; readonly at: number }[]>()
  for (const spelling of spellings) {
    for (let at = 0; at + window <= spelling.length; at += 1) {
      const key = spelling.slice(at, at + window)
      const places = windows.get(key) ?? []
      if (places.length < 4) windows.set(key, [...places, { spelling, at }])
    }
  }
  return windows
}

/** Every part of a spelling that is long enough covers one of the places that are looked at. */
function longPieces(text: string, windows: Windows): readonly Piece[] {
  const found: Piece[] = []
  for (let run = runOfEncoding(text, 0, shortestPiece); run; run = runOfEncoding(text, run.end, shortestPiece)) {
    for (let { start } = run; start + window <= run.end; start += window) {
      const pieces = at(text, start, windows)
      if (pieces.length === 0) continue
      found.push(...pieces)
      while (start + window < pieces.at(-1)!.end) start += window
    }
  }
  return found
}

function longest(candidates: readonly (readonly Piece[])[]): readonly Piece[] {
  const size = (pieces: readonly Piece[]): number => pieces.reduce((sum, { start, end }) => sum + end - start, 0)
  const [best = []] = candidates.toSorted((a, b) => size(b) - size(a))
  return size(best) < shortestPiece ? [] : best
}

/** The pieces around a window at `at`: as far as text and spelling agree, over the ends of lines. */
function around(text: string, at: number, place: { readonly spelling: string; readonly at: number }): readonly Piece[] {
  const { spelling } = place
  let [start, from] = [at, place.at]
  for (;;) {
    const before = lineBreakBefore(text, start)
    if (start > 0 && from > 0 && text[start - 1] === spelling[from - 1]) [start, from] = [start - 1, from - 1]
    else if (before > 0 && from > 0 && text[start - before - 1] === spelling[from - 1]) [start, from] = [start - before - 1, from - 1]
    else break
  }
  return forward(text, start, spelling, from)
}

/** The pieces of a spelling from `from` on that stand at `start` of a text, line by line. */
function forward(text: string, start: number, spelling: string, from: number): readonly Piece[] {
  const pieces: Piece[] = []
  let [end, known] = [start, from]
  for (let begin = start; ; begin = end) {
    while (known < spelling.length && text[end] === spelling[known]) [end, known] = [end + 1, known + 1]
    if (end > begin) pieces.push({ start: begin, end, spelling, from: known - (end - begin) })
    const after = lineBreakAt(text, end)
    if (after === 0 || known === spelling.length || text[end + after] !== spelling[known]) return pieces
    end += after
  }
}

function lineBreakAt(text: string, at: number): number {
  return text[at] === '\n' ? 1 : text.startsWith('\r\n', at) ? 2 : 0
}

function lineBreakBefore(text: string, at: number): number {
  return text[at - 1] !== '\n' ? 0 : text[at - 2] === '\r' ? 2 : 1
}

/** Of a spelling that a line break parts, one side has a window right at the break. */
function brokenPieces(text: string, windows: Windows): readonly Piece[] {
  const found: Piece[] = []
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    const before = text[end - 1] === '\r' ? end - 1 : end
    found.push(...at(text, before - window, windows), ...at(text, end + 1, windows))
  }
  return found
}

function at(text: string, start: number, windows: Windows): readonly Piece[] {
  const places = start < 0 ? undefined : windows.get(text.slice(start, start + window))
  return places === undefined ? [] : longest(places.map((place) => around(text, start, place)))
}
