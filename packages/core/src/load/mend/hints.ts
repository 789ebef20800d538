/** What to do about a mistake in the YAML that quotes don't mend; undefined where that is not known. Offsets are those of the text. */
export function hintFor(code: string, text: string, start: number): string | undefined {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const line = text.slice(from).split('\n', 1)[0]!
  if (/^(?:<{7}|={7}|>{7})(?: |\r?$)/.test(line)) return 'A conflict of a merge was left here: settle it, and take its marks away'
  if (code === 'yaml-duplicate-key') return withoutDash(text.slice(0, from), line)
  if (code === 'yaml-curly-quotes') return 'Write straight ones: " or \''
  if (code === 'yaml-flow-text') return aboutValue(text.slice(start))
  if (code === 'yaml-key' && /^\{?\{/.test(text.slice(start)) && text.slice(0, start + 1).endsWith('{{'))
    return 'An expression is written ${{ … }}, in quotes inside of a flow map'
  if (code !== 'yaml-syntax') return undefined
  const blank = foreignBlank(line)
  if (blank !== undefined) return blank
  if (/^\s*-[A-Za-z_]/.test(line)) return 'A space is missing behind the dash'
  if (/^\s*(?:- +)?[\w.-]+:[^\s/]/.test(line)) return missingSpace
  return belowBlock(text.slice(0, from), line) ?? aboutIndentation(text, start)
}

/** What stands alone in a flow map, from where it begins. */
function aboutValue(rest: string): string {
  if (/^[\w.-]+:[^\s,}\]]/.test(rest)) return missingSpace
  if (/^[\w.-]+ *=/.test(rest)) return 'Between a key and its value stands a colon and a space, not "="'
  return 'Give it a value, or put quotes around the text that it is a piece of'
}

/** The keys of an item of a list that come again are those of the next one, which lacks its dash. */
function withoutDash(before: string, line: string): string | undefined {
  const [key] = /[\w.-]+:/.exec(line) ?? []
  const item = before.split('\n').findLast((one) => /^ *- /.test(one))
  if (key === undefined || item === undefined || columnOf(item) !== columnOf(line) || !item.slice(columnOf(item) - 1).startsWith(key))
    return undefined
  return 'If another item of the list begins here, write "- " before it'
}

/** The text of a block that is not further to the right than its key. */
function belowBlock(before: string, line: string): string | undefined {
  const above = before.split('\n').findLast((one) => one.trim() !== '')
  if (above === undefined || !/[:-] +[|>][-+0-9]*\r?$/.test(above) || columnOf(line) > columnOf(above)) return undefined
  return 'The lines below "|" or ">" need more spaces before them than the key has'
}

/** What to do about a text with a blank in it that YAML takes for a letter, and that nobody sees. */
export function foreignBlank(text: string): string | undefined {
  const [blank] = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\u2060\ufeff]/.exec(text) ?? []
  return (
    blank && `It holds U+${blank.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}, which only looks like a space: write a space`
  )
}

/** For `key:value`, which YAML reads as one text. */
export const missingSpace = 'A space is missing behind the colon'

/** Most mistakes that are noticed where a line begins, or before one that is indented more, are one space too few or too many. */
function aboutIndentation(text: string, start: number): string | undefined {
  const line = text.lastIndexOf('\n', start - 1) + 1
  const isFirst = text.slice(line, start).trim() === ''
  const [own, below] = text.slice(line).split('\n', 2)
  const other = isFirst
    ? text
        .slice(0, line)
        .split('\n')
        .findLast((one) => one.trim() !== '')
    : below
  if (other === undefined || other.trim() === '' || columnOf(own!) === columnOf(other)) return undefined
  if (!isFirst && columnOf(other) < columnOf(own!)) return undefined
  if (isFirst && /^ *- /.test(own!)) return aboutDashes(text.slice(0, line), own!)
  const where = isFirst ? 'above' : 'below'
  return `Look at the indentation: this line begins at column ${columnOf(own!)}, and the one ${where} at column ${columnOf(other)}`
}

/** Items of a list stand below each other. */
function aboutDashes(before: string, own: string): string | undefined {
  const other = before.split('\n').findLast((one) => /^ *- /.test(one))
  if (other === undefined) return 'A list stands below a key'
  if (other.indexOf('-') === own.indexOf('-')) return undefined
  return `Look at the indentation: the dash of this item is in column ${own.indexOf('-') + 1}, and that of the one above in column ${other.indexOf('-') + 1}`
}

/** Where the keys of a line begin: behind its dash, where it has one. */
function columnOf(line: string): number {
  return /^ *(?:- +)?/.exec(line)![0].length + 1
}
