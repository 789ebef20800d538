/** Where a text was cut: whoever shortens a text marks the place so. */
const mark = '…'
/** Fewer characters of a secret's beginning or end are not taken for it: most texts would have them by chance. */
const shortestPart = 4

/** Hides what is left of secrets that a text was cut inside of, right before or behind the mark of a cut. */
export function hideCut(text: string, spellings: readonly string[]): string {
  if (!text.includes(mark)) return text
  const parts = text.split(mark)
  const beginnings = parts.map((part, index) => (index === parts.length - 1 ? part : withoutEnd(part, spellings)))
  return beginnings.map((part, index) => (index === 0 ? part : reversed(withoutEnd(reversed(part), spellings.map(reversed))))).join(mark)
}

/** Whether a text ends inside of a secret. */
export function endsInside(text: string, spellings: readonly string[]): boolean {
  return spellings.some((spelling) => overlap(text, spelling) >= shortestPart)
}

function withoutEnd(text: string, spellings: readonly string[]): string {
  const longest = Math.max(0, ...spellings.map((spelling) => overlap(text, spelling)))
  return longest < shortestPart ? text : `${text.slice(0, -longest)}***`
}

/** How many characters at the end of `text` are the beginning of `word`, but not all of it: by the prefix function of Knuth, Morris and Pratt. */
function overlap(text: string, word: string): number {
  const borders = bordersOf(word)
  let matched = 0
  for (let at = Math.max(0, text.length - word.length + 1); at < text.length; at++) {
    while (matched > 0 && text[at] !== word[matched]) matched = borders[matched - 1]!
    if (text[at] === word[matched]) matched += 1
  }
  return matched
}

function bordersOf(word: string): readonly number[] {
  const borders = [0]
  for (let at = 1, border = 0; at < word.length; at++) {
    while (border > 0 && word[at] !== word[border]) border = borders[border - 1]!
    if (word[at] === word[border]) border += 1
    borders.push(border)
  }
  return borders
}

function reversed(text: string): string {
  return text.split('').toReversed().join('')
}
