import type { Token } from './parse.ts'

/** The numbers of parameters, each once, from the smallest. */
export function numbersOf(names: readonly string[]): readonly number[] {
  return [...new Set(names.map(Number))].toSorted((a, b) => a - b)
}

/**
 * The text with its parameters numbered 1, 2 … where they are `numbers`: the server refuses a statement with gaps, since it cannot tell the type of what is not used.
 * `uses` are their tokens, in order; `shift` is how far they stand from where they say.
 */
export function renumbered(text: string, uses: readonly Token[], numbers: readonly number[], shift: number): string {
  // From the end, so that offsets before stay true.
  return uses.toReversed().reduce((sql, { text: name, start, end }) => {
    const number = numbers.indexOf(Number(name.slice(1))) + 1
    return `${sql.slice(0, start + shift)}$${number}${sql.slice(end + shift)}`
  }, text)
}
