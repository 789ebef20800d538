/**
 * The candidate that `word` was probably meant to be: at most a third of its letters differ, or one of two. Undefined where none is that near; what says the
 * opposite is not. Whoever writes plans may be hostile: looked at are the first {@link mostCandidates} candidates, and no word that is longer than any name.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestName) return undefined
  let best: { readonly candidate: string; readonly distance: number } | undefined
  let looked = 0
  for (const candidate of candidates) {
    if (++looked > mostCandidates) break
    if (candidate.length > longestName) continue
    if (isOpposite(word, candidate) || isOpposite(candidate, word)) continue
    const most = limit(word, candidate)
    const isNear = prefixed(word, candidate) || isMixedUp(word, candidate)
    const distance = isNear ? 1 : editDistance(word.toLowerCase(), candidate.toLowerCase(), most)
    if (distance <= most && (!best || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate
}

/** What is suggested where something else was probably meant. */
export function didYouMean(meant: string): string {
  return `Did you mean "${meant}"?`
}

/** Candidates. */
const mostCandidates = 200

/** Characters. */
const longestName = 200

function limit(word: string, candidate: string): number {
  const longest = Math.max(word.length, candidate.length)
  return longest === 1 ? 0 : Math.max(1, Math.floor(longest / 3))
}

/** `notMatches` of `matches`. */
function isOpposite(word: string, of: string): boolean {
  const [, bare] = /^(?:not?|non|un|dis|in)[-_]?(.{3,})$/i.exec(word) ?? []
  return bare?.toLowerCase() === of.toLowerCase()
}

function prefixed(word: string, candidate: string): boolean {
  return word.length >= 3 && candidate.toLowerCase().startsWith(word.toLowerCase())
}

/** The same letters in another order: `whit` for `with`. */
function isMixedUp(word: string, candidate: string): boolean {
  return word.length > 3 && word.length === candidate.length && sorted(word) === sorted(candidate)
}

function sorted(word: string): string {
  return Array.from(word.toLowerCase()).toSorted().join('')
}

/**
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964, restricted). Infinity where it is more than `most`.
 */
function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return Infinity
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const substituted = last[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const nearest = Math.min(last[column]! + 1, current[column - 1]! + 1, substituted)
      current.push(swapped ? Math.min(nearest, beforeLast[column - 2]! + 1) : nearest)
    }
    if (current.every((distance) => distance > most) && last.every((distance) => distance > most)) return Infinity
    ;[beforeLast, last] = [last, current]
  }
  return last[to.length]!
}
