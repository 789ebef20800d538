/** How something is written that stands where a value is absent. */
export const byDefault = 'A default is written has(a.b) ? a.b : "default"'

/** What a person probably meant who wrote something that is no CEL, at the place where reading stopped. */
export function syntaxHint(expression: string, offset: number): string | undefined {
  const rest = expression.slice(offset)
  if (endsInText(expression))
    return 'A text ends on the line that it begins on: a line break in it is written \\n, between double quotes of YAML \\\\n'
  if (/^["']/.test(rest)) return `A ${rest[0]} is missing`
  if (/[“”„‘’‚«»]/.test(expression)) return 'A text stands in straight quotes: " or \''
  if (/^[^"']*\(\s+\)/.test(rest)) return 'Nothing stands between the parentheses of a call without arguments, no blank either: ()'
  if (/(^|\W)not\s+$/i.test(expression.slice(0, offset))) return '"not" is written !'
  if (expression.trimStart().startsWith('${{')) return 'An expression stands here already: leave out ${{ and }}'
  for (const [pattern, hint] of hints) if (pattern.test(rest)) return hint
  const operator = lastOperator(rest)
  if (operator !== undefined) return `Something is missing behind ${operator}`
  return unended(expression.slice(offset)) ?? unended(expression)
}

/** Whether a line ends within a text. */
function endsInText(expression: string): boolean {
  const rest = expression.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/.*$/gm, '')
  return /(["']).*\n[^]*\1/.test(rest) && !/"{3}|'{3}/.test(expression)
}

/** The operator that a text consists of, so that nothing stands behind it. */
export function lastOperator(text: string): string | undefined {
  return /^\s*([=!<>]=|&&|\|\||[-<>+*/%,.])\s*$/.exec(text)?.[1]
}

/** A bracket that is opened and not closed. */
function unended(text: string): string | undefined {
  const outside = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '')
  for (const [open, close] of ['()', '[]', '{}']) {
    const missing = outside.split(open!).length - outside.split(close!).length
    if (missing > 0) return `A closing ${close} is missing`
    if (missing < 0) return `There is a ${close} too many`
  }
  return undefined
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/^=>/, 'At least is written >='],
  [/^=~/, 'Whether a text matches a pattern is written text.matches("pattern")'],
  [/^=(?:==)?(?!=)/, 'Equality is written =='],
  [/^!==/, 'Inequality is written !='],
  [/^<>/, 'Inequality is written !='],
  [/^(and|AND)\b/, '"and" is written &&'],
  [/^(or|OR)\b/, '"or" is written ||'],
  [/^(not|NOT)\b/, '"not" is written !'],
  [/^&(?!&)/, '"and" is written &&'],
  [/^\|(?!\|)/, '"or" is written ||'],
  [/^\?\?/, byDefault],
  [/^\?\./, 'Whether something is there is asked with has(a.b)'],
  [/^\?/, 'A choice is written a ? b : c'],
  [/^if\b/, 'A choice is written a ? b : c'],
  [/^var\b/, 'An input is written inputs.name'],
  [/^is\b/, 'Equality is written =='],
  [/^(in|IN)\s*\(/, 'A list stands in brackets: in [1, 2]'],
]
