import { onOneLine } from './printable.ts'

/** A table; empty where it has no rows. Cells are Markdown already. */
export function rows(titles: readonly string[], body: readonly (readonly string[])[]): string {
  if (body.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...body.map(line)].join('\n')
}

/** Text that stays text, on one line, also at the start of a line: it may come from a plan that nobody has reviewed. */
export function text(value: string): string {
  return (
    onOneLine(value)
      .trim()
      .replaceAll('\\', '\\\\')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[|*_`[\]#~$]/g, String.raw`\$&`)
      // What is numbered is not linked, or closed, and whoever is named is not called: a blank of no width, as other tools put it there. A backslash does not keep GitHub from it.
      .replaceAll(/(?<=#|\bGH-)(?=\d)/gi, '&#8203;')
      .replaceAll(/(?<!\w)@(?=\w)/g, '@&#8203;')
      .replace(/^(?=[-+=](?:[-=\s]|$))/, '\\')
      .replace(/^\d+(?=[.)](?:\s|$))/, '$&\\')
  )
}

/** An address that a reader may follow; anything else that stands in its place stays text. */
export function address(value: string): string {
  return /^https?:\/\/[^\s<>|\\]+$/i.test(value) ? `<${onOneLine(value)}>` : text(value)
}

/** Code, on one line, in a span; its fence is longer than every run of backticks in it. */
export function code(value: string): string {
  if (value === '') return ''
  // No code span of a table can hold this: the backslash would escape that of the pipe, and what follows would be cells that nobody sees.
  if (value.includes('\\|')) return `<code>${text(value)}</code>`
  const longest = value.matchAll(/`+/g).reduce((most, [run]) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(longest + 1)
  const padding = longest > 0 ? ' ' : ''
  return `${fence}${padding}${onOneLine(value).replaceAll('|', String.raw`\|`)}${padding}${fence}`
}
