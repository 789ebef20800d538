/** A range of versions: terms of an operator (`>=`, `>`, `<=`, `<`, `=`, `^`, `~`, or none for `=`) and a version of one to three numbers; all must hold. */
export function isRange(range: string): boolean {
  return range.trim() !== '' && termsOf(range).every((term) => term !== undefined)
}

/** Whether a version is in a range. What a term leaves out is any number for `=`, and 0 for all others. Pre-releases count as their release. */
export function satisfies(version: string, range: string): boolean {
  const given = numbersOf(version.split(/[-+]/, 1)[0]!)
  return termsOf(range).every((term) => term !== undefined && holds(given, term))
}

interface Term {
  readonly operator: string
  readonly numbers: readonly number[]
}

function termsOf(range: string): readonly (Term | undefined)[] {
  const terms = range
    .trim()
    .replaceAll(/([<>=^~])\s+/g, '$1')
    .split(/\s+/)
  return terms.map((term) => {
    const [, operator, version] = /^(>=|<=|>|<|=|\^|~|)v?(\d+(?:\.\d+){0,2})$/.exec(term) ?? []
    return version === undefined ? undefined : { operator: operator === '' ? '=' : operator!, numbers: numbersOf(version) }
  })
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number)
}

function holds(given: readonly number[], { operator, numbers }: Term): boolean {
  switch (operator) {
    case '>=':
      return compare(given, numbers) >= 0
    case '>':
      return compare(given, numbers) > 0
    case '<=':
      return compare(given, numbers) <= 0
    case '<':
      return compare(given, numbers) < 0
    case '^':
      return compare(given, numbers) >= 0 && sameUpTo(given, numbers, numbers.findIndex((number) => number > 0) + 1 || numbers.length)
    case '~':
      return compare(given, numbers) >= 0 && sameUpTo(given, numbers, Math.min(2, numbers.length))
    default:
      return sameUpTo(given, numbers, numbers.length)
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function sameUpTo(a: readonly number[], b: readonly number[], count: number): boolean {
  return b.slice(0, count).every((number, at) => (a[at] ?? 0) === number)
}
