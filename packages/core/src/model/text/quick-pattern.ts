/**
 * Whether to match a pattern against this text is over soon, however it goes. What takes exponential time repeats a group, or refers back to
 * one; everything else takes at most as many steps as there are ways to choose a length for each repetition, and a branch at each alternative.
 */
export function isQuick(pattern: string, text: string): boolean {
  if (/\)[*+{]|\\[1-9k]/.test(pattern)) return false
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0
  const alternatives = pattern.match(/\|/g)?.length ?? 0
  return (text.length + 1) ** (repetitions + 1) * 2 ** alternatives <= mostSteps
}

const mostSteps = 50_000_000
