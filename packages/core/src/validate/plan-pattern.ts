/**
 * Why a pattern of `plans` can't be used, as the end of a sentence; undefined where nothing is wrong. Patterns come from a pull request and are matched before anybody
 * has read them: those that could take more than a moment to match, or stand for very many others, are refused.
 */
export function patternProblem(pattern: string): string | undefined {
  if (/[@!+*?]\(/.test(pattern)) return 'holds a group in parentheses: write alternatives as {a,b}'
  if (/\{[^{}]*\.\.[^{}]*\}/.test(pattern)) return 'counts in braces: write alternatives as {a,b}'
  if (countOf(pattern, /\{/g) > most) return `holds more than ${most} lists of alternatives`
  const names = pattern.split('/')
  if (names.filter((name) => name === '**').length > most) return `holds "**" more than ${most} times`
  return names.some((name) => countOf(name, /\*+/g) > most) ? `holds more than ${most} stars in one name` : undefined
}

/** A name has at most 255 characters: a fourth star would take a second. */
const most = 3

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
