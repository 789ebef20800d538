/**
 * A text that is in everything a pattern matches, as long as can be found; `''` for none. Files without it need not be searched.
 * It looks at the top level only: what is in groups, classes and alternatives, and what may be left out, does not count.
 */
export function requiredLiteral(pattern: string): string {
  let [best, run] = ['', '']
  const end = (): void => {
    if (run.length > best.length) best = run
    run = ''
  }
  for (let i = 0; i < pattern.length; ) {
    const { text, next } = atomAt(pattern, i)
    if (text === '|') return ''
    const quantifier = /^(?:[*?]|\{0|\+|\{)/.exec(pattern.slice(next))?.[0]
    if (text === undefined || quantifier === '*' || quantifier === '?' || quantifier === '{0') end()
    else run += text
    if (quantifier !== undefined) end()
    i = quantifier === undefined ? next : afterQuantifier(pattern, next)
  }
  end()
  return best
}

interface Atom {
  /** Undefined for what stands for more than one text. */
  readonly text: string | undefined
  readonly next: number
}

function atomAt(pattern: string, i: number): Atom {
  const char = pattern[i]!
  if (char === '\\') return escapeAt(pattern, i)
  if (char === '(') return { text: undefined, next: skipGroup(pattern, i) }
  if (char === '[') return { text: undefined, next: skipClass(pattern, i) }
  if (char === '.' || char === '^' || char === '$') return { text: undefined, next: i + 1 }
  const point = String.fromCodePoint(pattern.codePointAt(i)!)
  return { text: point, next: i + point.length }
}

function escapeAt(pattern: string, i: number): Atom {
  const letter = pattern[i + 1] ?? ''
  if (/[pPuxck]/.test(letter)) {
    const length = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|k<[^>]*>)/i.exec(pattern.slice(i))?.[0].length ?? 2
    return { text: undefined, next: i + length }
  }
  if (/\d/.test(letter)) return { text: undefined, next: i + 1 + /^\d+/.exec(pattern.slice(i + 1))![0].length }
  return { text: /[a-z]/i.test(letter) ? undefined : letter, next: i + 2 }
}

function skipClass(pattern: string, open: number): number {
  for (let i = open + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === ']') return i + 1
  }
  return pattern.length
}

function skipGroup(pattern: string, open: number): number {
  for (let i = open + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '[') i = skipClass(pattern, i) - 1
    else if (pattern[i] === '(') i = skipGroup(pattern, i) - 1
    else if (pattern[i] === ')') return i + 1
  }
  return pattern.length
}

function afterQuantifier(pattern: string, at: number): number {
  return at + (/^(?:[*+?]|\{[^}]*\})\??/.exec(pattern.slice(at))?.[0].length ?? 1)
}
