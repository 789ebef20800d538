import { recipeOf, respell, unescaped, type Unescaped } from './escapes.ts'
import type { SpellingFinder } from './spelling-finder.ts'

/** A spelling of a secret of which some characters are escaped. */
export interface EscapedSpelling {
  readonly start: number
  readonly end: number
  readonly spelling: string
  /** By which {@link respelled} spells it so again. */
  readonly recipe: string
}

/** How often a text may be escaped, as JSON inside of JSON is. */
const deepest = 3

/** Finds spellings in what a text says once its escapes are undone, whichever characters were escaped, and however. */
export function* escapedSpellings(text: string, finder: SpellingFinder): Generator<EscapedSpelling> {
  const layers: Unescaped[] = []
  let from = text
  let taken: readonly EscapedSpelling[] = []
  while (layers.length < deepest) {
    const layer = unescaped(from)
    if (!layer) return
    layers.push(layer)
    const all = Array.from(finder.find(layer.text), ({ start, spelling }) => inText(layers, start, spelling))
    const fresh = besides(taken, all)
    yield* fresh
    taken = [...taken, ...fresh].toSorted((a, b) => a.start - b.start)
    from = layer.text
  }
}

/** Those that overlap with none of `taken`; of both lists none overlaps with another of its own, and both are in order. */
function besides(taken: readonly EscapedSpelling[], all: readonly EscapedSpelling[]): readonly EscapedSpelling[] {
  let next = 0
  return all.filter(({ start, end }) => {
    while (next < taken.length && taken[next]!.end <= start) next += 1
    return next === taken.length || taken[next]!.start >= end
  })
}

/** From the text without escapes back to the one that there is, layer by layer. */
function inText(layers: readonly Unescaped[], at: number, spelling: string): EscapedSpelling {
  let [start, end] = [at, at + spelling.length]
  const recipes: string[] = []
  for (const layer of layers.toReversed()) {
    recipes.push(recipeOf(layer, start, end))
    ;[start, end] = [layer.starts[start]!, layer.starts[end]!]
  }
  return { start, end, spelling, recipe: recipes.join('.') }
}

/** A spelling with its escapes, as it was found. */
export function respelled(spelling: string, recipe: string): string {
  return recipe.split('.').reduce(respell, spelling)
}
