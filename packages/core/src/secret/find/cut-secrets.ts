/** Where a text was cut: whoever shortens a text marks the place so. PostgreSQL and many others do it with full stops, V8 also outside of the quotes around what is left of JSON. */
const marks = [/(…|\.{3,})/, /(\.{3,}"|"\.{3,})/]
/** Fewer characters of a secret's beginning or end are not taken for it: most texts would have them by chance. */
const shortestPart = 4

/** Hides what is left of secrets that a text was cut inside of, right before or behind the mark of a cut. */
export function cutHider(spellings: readonly string[]): (text: string) => string {
  let backwards: readonly string[] | undefined
  const hideEnd = (part: string): string => reversed(withoutEnd(reversed(part), (backwards ??= spellings.map(reversed))))
  const hideAt = (text: string, mark: RegExp): string => {
    const parts = text.split(mark)
    if (parts.length === 1) return text
    const last = parts.length - 1
    return parts
      .map((part, index) => (index % 2 === 1 || index === last ? part : withoutEnd(part, spellings)))
      .map((part, index) => (index % 2 === 1 || index === 0 ? part : hideEnd(part)))
      .join('')
  }
  return (text) => marks.reduce(hideAt, text)
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
  const start = Math.max(0, text.length - word.length + 1)
  if (!text.includes(word.slice(0, shortestPart), start)) return 0
  const borders = bordersOf(word)
  let matched = 0
  for (let at = start; at < text.length; at++) {
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
