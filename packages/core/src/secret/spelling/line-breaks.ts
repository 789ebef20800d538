/** A break of a line of what is encoded, with the blanks that a block in YAML has before the next one. */
const lineBreak = /(\r?)\n( *)/g

/** Where an encoded text is broken into lines, and how, as {@link brokenAs} takes it: `_76n4` is a line feed behind 76 characters, and four blanks. */
export function breaksIn(text: string): string {
  let [breaks, skipped] = ['', 0]
  for (const { 0: found, 1: carriage, 2: blanks, index } of text.matchAll(lineBreak)) {
    breaks += `_${index - skipped}${carriage === '' ? 'n' : 'r'}${blanks!.length}`
    skipped += found.length
  }
  return breaks
}

/** Breaks an encoded text into lines as `code` ends. */
export function brokenAs(text: string, code: string): string {
  let [broken, from] = ['', 0]
  for (const { 1: at, 2: kind, 3: blanks } of code.matchAll(/_(\d+)([nr])(\d+)/g)) {
    broken += `${text.slice(from, Number(at))}${kind === 'r' ? '\r\n' : '\n'}${' '.repeat(Number(blanks))}`
    from = Number(at)
  }
  return broken + text.slice(from)
}
