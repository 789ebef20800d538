import { escapeStyles } from './escape-styles.ts'

/** A text with its escapes undone. */
export interface Unescaped {
  readonly text: string
  /** Where the spelling of each of its characters begins, and at last where that of the text ends. */
  readonly starts: readonly number[]
  /** How each of its characters was spelled: the letter of a style, or `c` where it was written as it is. */
  readonly styles: string
}

const asItIs = 'c'
/** All that {@link escape} finds, and little else: most texts have nothing of the kind. */
const likely = /\\[0-3bfnrtux -/:-@[-`{-~]|%[0-9A-Fa-f]{2}|&[#algq]|=[0-9A-F]{2}/
const escape = new RegExp(String.raw`(?=[\\%&=])(?:${escapeStyles.map(({ pattern }) => `(${pattern})`).join('|')})`, 'g')
const styleOf = new Map(escapeStyles.map((style) => [style.letter, style]))

/** Undoes the escapes of a text, each once; undefined where it has none. */
export function unescaped(text: string): Unescaped | undefined {
  if (!likely.test(text)) return undefined
  let [plain, styles, end] = ['', '', 0]
  const starts: number[] = []
  const addUntil = (next: number): void => {
    for (let at = end; at < next; at++) starts.push(at)
    plain += text.slice(end, next)
    styles += asItIs.repeat(next - end)
  }
  escape.lastIndex = 0
  for (let match = escape.exec(text); match; match = escape.exec(text)) {
    const style = escapeStyles[match.indexOf(match[0], 1) - 1]!
    const chars = style.read(match[0])
    if (chars === undefined) continue
    addUntil(match.index)
    for (const _ of chars.split('')) starts.push(match.index)
    plain += chars
    styles += style.letter.repeat(chars.length)
    end = match.index + match[0].length
  }
  if (end === 0) return undefined
  addUntil(text.length)
  starts.push(text.length)
  return { text: plain, starts, styles }
}

/** How a part of a text was spelled, as {@link respell} takes it: `3c1u` is three characters as they are, and one in the style `u`. */
export function recipeOf({ styles }: Unescaped, start: number, end: number): string {
  return styles.slice(start, end).replaceAll(/(.)\1*/g, (run, letter: string) => `${run.length}${letter}`)
}

/** Spells a text by a recipe. */
export function respell(text: string, recipe: string): string {
  let at = 0
  return recipe.replaceAll(/(\d+)(.)/g, (_, count: string, letter: string) => {
    const part = text.slice(at, (at += Number(count)))
    return styleOf.get(letter)?.write(part) ?? part
  })
}
