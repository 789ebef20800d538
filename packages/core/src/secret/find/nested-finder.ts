import { type Decoding, decodingsOf, encoded } from '../spelling/decodings.ts'
import { type EncodedRun, encodedRuns } from '../spelling/encoded-runs.ts'
import { recipeOf, respell, unescaped } from '../spelling/escapes.ts'
import { shortest } from '../spelling/forms.ts'
import { brokenAs, breaksIn } from '../spelling/line-breaks.ts'
import { apart, type Span } from '../span.ts'
import type { SpellingFinder } from './spelling-finder.ts'

/** A spelling of a secret of which some characters are escaped, or that is in what a text has encoded. */
export interface NestedSpelling extends Span {
  readonly spelling: string
  /** By which {@link respelled} spells it so again. */
  readonly recipe: string
}

/** How often a text may be escaped or encoded, as JSON in base64 inside of JSON is. */
const deepest = 4

/** What a text says once it is read in one way. */
interface Layer {
  readonly text: string
  /** Whether a short word in it may stand there by chance. */
  readonly isGuess: boolean
  /** Where in the text that it was read from a part of it stands, and how it is spelled there; undefined where that cannot be told. */
  place(start: number, end: number): Omit<NestedSpelling, 'spelling'> | undefined
}

/** Finds spellings in what a text says once its escapes are undone, whichever characters were escaped, and however, and what is encoded in it is decoded. */
export function nestedSpellings(text: string, finder: SpellingFinder): readonly NestedSpelling[] {
  let taken: readonly NestedSpelling[] = []
  let layers = layersOf(text)
  for (let depth = 1; layers.length > 0 && depth <= deepest; depth += 1) {
    const found = layers.flatMap((layer) => [...foundIn(layer, finder)])
    const fresh = besides(taken, apart(found))
    if (fresh.length > 0) taken = [...taken, ...fresh].toSorted((a, b) => a.start - b.start)
    if (depth < deepest) layers = layers.flatMap((outer) => layersOf(outer.text).map((inner) => within(outer, inner)))
  }
  return taken
}

/** A spelling with its escapes and encodings, as it was found. */
export function respelled(spelling: string, recipe: string): string {
  return recipe.split('.').reduce(spelledBy, spelling)
}

function spelledBy(text: string, part: string): string {
  if (part === zeros) return text.split('').join('\0')
  return /^\d/.test(part) ? respell(text, part) : brokenAs(encoded(text, part), part)
}

function layersOf(text: string): readonly Layer[] {
  const layers: Layer[] = []
  const plain = unescaped(text)
  if (plain) {
    const { starts } = plain
    layers.push({
      text: plain.text,
      isGuess: false,
      place: (start, end) => ({ start: starts[start]!, end: starts[end]!, recipe: recipeOf(plain, start, end) }),
    })
  }
  if (text.includes('\0')) layers.push(withoutZeros(text))
  for (const run of encodedRuns(text)) for (const decoding of decodingsOf(run)) layers.push(decodedLayer(text, run, decoding))
  return layers
}

/** UTF-16 that was taken for another encoding has a zero beside each character of ASCII. */
function withoutZeros(text: string): Layer {
  const places = Array.from(text.matchAll(/[^\0]/g), ({ index }) => index)
  return {
    text: text.replaceAll('\0', ''),
    isGuess: true,
    place(first, last) {
      const [start, end] = [places[first]!, places[last - 1]! + 1]
      return end - start === 2 * (last - first) - 1 ? { start, end, recipe: zeros } : undefined
    },
  }
}

const zeros = 'z'

function decodedLayer(whole: string, run: EncodedRun, { text, place }: Decoding): Layer {
  return {
    text,
    isGuess: true,
    place(first, last) {
      const { start, end, code } = place(first, last)
      if (start >= end) return undefined
      const [from, until] = [placeIn(run, start), placeIn(run, end - 1) + 1]
      return { start: from, end: until, recipe: code + breaksIn(whole.slice(from, until)) }
    },
  }
}

/** Where in the whole text a character of a run stands. */
function placeIn({ lines }: EncodedRun, index: number): number {
  let left = index
  for (const { start, end } of lines) {
    if (left < end - start) return start + left
    left -= end - start
  }
  return lines.at(-1)!.end
}

function within(outer: Layer, inner: Layer): Layer {
  return {
    text: inner.text,
    isGuess: inner.isGuess || outer.isGuess,
    place(first, last) {
      const between = inner.place(first, last)
      const found = between && outer.place(between.start, between.end)
      return found && { ...found, recipe: `${between.recipe}.${found.recipe}` }
    },
  }
}

function* foundIn({ text, isGuess, place }: Layer, finder: SpellingFinder): Generator<NestedSpelling> {
  for (const { start, end, spelling } of finder.find(text)) {
    if (isGuess && spelling.length < shortest) continue
    const found = place(start, end)
    if (found) yield { ...found, spelling }
  }
}

/** Those that overlap with none of `taken`; of both lists none overlaps with another of its own, and both are in order. */
function besides(taken: readonly NestedSpelling[], all: readonly NestedSpelling[]): readonly NestedSpelling[] {
  let next = 0
  return all.filter(({ start, end }) => {
    while (next < taken.length && taken[next]!.end <= start) next += 1
    return next === taken.length || taken[next]!.start >= end
  })
}
